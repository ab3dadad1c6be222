"""The sample city: invented, and played through the same verbs as a real one."""
