"""What crawlers are asked: pages for one person, forms and searches stay out; AI crawlers as the city chose (RFC 9309)."""

# Pages for one person or for staff, answers to forms, and pages a crawler could walk without end.
CLOSED = (
    "/account", "/audit", "/code", "/confirm/", "/counter", "/desk", "/discuss", "/display", "/follow$", "/follow?",
    "/introductions", "/language", "/mail/", "/notices", "/reports", "/reset", "/search", "/second-factor", "/sign-in",
    "/sign-up", "/staff/", "/api/v1/search", "/feeds/search", "/*/actions$", "/*/edit$", "/*/reply$", "/*/new$",
    "/*/report$", "/*/withdraw$", "/*?*after=", "/*?*before=",
)  # fmt: skip
# Crawlers that gather text to train or feed language models, by the names their makers publish (looked up 2026-11).
# Those that also are a search engine (Googlebot, Bingbot, Applebot) are not here: the name ending -Extended is the switch.
AI = (
    "AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-ai",
    "Diffbot", "FacebookBot", "Google-Extended", "GPTBot", "ImagesiftBot", "meta-externalagent", "OAI-SearchBot",
    "omgili", "PerplexityBot", "Timpibot", "YouBot",
)  # fmt: skip


def robots_txt(sitemap: str, welcomes_ai: bool) -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    if not welcomes_ai:
        lines += [*(f"User-agent: {name}" for name in AI), "Disallow: /", ""]
    return "\n".join([*lines, f"Sitemap: {sitemap}", ""])
