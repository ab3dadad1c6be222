"""What stands open to machines and to everybody's own use: crawlable addresses, exports, the API, the offline bundle."""
