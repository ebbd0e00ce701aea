"""The page's look: typefaces for both languages, calm marks, narrow margins, light and dark."""

_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="32" viewBox="0 0 {width} 32">
<rect x="1" y="3" width="26" height="26" rx="6" fill="#2f5d8a"/>
<path d="M8 10.5h5.2M8 16h5.2M8 21.5h5.2M15.2 16h5M18 13.2l2.8 2.8-2.8 2.8" stroke="#fff" stroke-width="2" fill="none"
 stroke-linecap="round" stroke-linejoin="round"/>{name}</svg>"""
_NAME = """<text x="36" y="22" font-family="Inter,Segoe UI,Noto Sans CJK JP,Hiragino Sans,Meiryo,sans-serif" font-size="17"
 font-weight="600" fill="#6f8fb0">Hoyaku 法訳</text>"""
LOGO = _LOGO.format(width=150, name=_NAME)
LOGO_SMALL = _LOGO.format(width=28, name="")

_FONTS = {
    "zh-Hans": '"PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif',
    "ja": '"Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Yu Gothic UI", Meiryo, sans-serif',
}

_COLOURS = """
.stApp {
  --hy-line: light-dark(#dfe3e8, #343c46);
  --hy-muted: light-dark(#5f6b7a, #9aa5b1);
  --hy-good: light-dark(#2e7d5b, #6cc59c);
  --hy-warn: light-dark(#9a6700, #e0b04c);
  --hy-bad: light-dark(#b3261e, #f2938c);
  --hy-accent: light-dark(#2f5d8a, #8ab4e0);
  --hy-raised: light-dark(#ffffff, #262d36);
  --hy-tint: light-dark(#eef4fa, #22303f);
}
"""

_LAYOUT = """
[data-testid="stMainBlockContainer"] { padding: 4.2rem 2rem 4rem; max-width: 1480px; }
[data-testid="stHeader"] { border-bottom: 1px solid var(--hy-line); }
.st-key-language_bar { position: fixed; top: .55rem; right: 4.2rem; z-index: 1000000; width: auto !important; }
[data-testid="InputInstructions"] { display: none; }
.st-key-hoyaku_page, [class*="st-key-hoyaku_page"] { display: none; }
.st-key-source_text textarea { line-height: 1.75; }
.st-key-result { overflow-y: auto; }
@media (max-width: 900px) { [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; } }
"""

_ROWS = """
[class*="st-key-row_"] { border-top: 1px solid var(--hy-line); padding: .85rem 0 .35rem; }
.hy-line { display: grid; grid-template-columns: 2rem 1fr; }
.hy-number { color: var(--hy-muted); font-size: .8rem; line-height: 1.95rem; font-variant-numeric: tabular-nums; }
.hy-text { font-size: 1.0625rem; line-height: 1.8; white-space: pre-wrap; overflow-wrap: anywhere; }
.hy-small { font-size: .95rem; line-height: 1.7; }
.hy-empty { color: var(--hy-muted); line-height: 1.75; }
.hy-heading { font-weight: 600; font-size: .87rem; color: var(--hy-muted); }
.hy-meta { color: var(--hy-muted); font-size: .8rem; line-height: 1.7; }
.hy-badge { color: var(--hy-accent); border: 1px solid currentColor; border-radius: 4px; padding: 0 .35rem; font-size: .74rem; }
.hy-notices { list-style: none; margin: .35rem 0 .2rem; padding: 0; font-size: .87rem; line-height: 1.65; }
.hy-notices li { margin: 0; padding-left: .6rem; border-left: 2px solid currentColor; color: var(--hy-warn); }
.hy-notices li.hy-error { color: var(--hy-bad); }
.hy-notices b { font-weight: 600; margin-right: .35rem; }
[class*="st-key-tools_"] { gap: .9rem; align-items: center; }
[class*="st-key-tools_"] button { min-height: 1.7rem; padding: 0; font-size: .82rem; color: var(--hy-muted); }
[class*="st-key-tools_"] button p { font-size: .82rem; }
[class*="st-key-tools_"] button:hover { color: var(--hy-accent); }
.hy-copy { background: none; border: 0; padding: 0; min-height: 1.7rem; color: var(--hy-muted); font: inherit;
  font-size: .82rem; cursor: pointer; white-space: nowrap; }
.hy-copy:hover, .hy-copy:focus-visible { color: var(--hy-accent); }
[class*="st-key-panel_"] { background: var(--hy-tint); border-radius: 6px; padding: .8rem .9rem; margin: .2rem 0 .5rem; }
del { color: var(--hy-bad); text-decoration-thickness: 1px; }
ins { color: var(--hy-good); text-decoration-thickness: 1px; text-underline-offset: .2em; }
"""

_TERMS = """
.hy-term { position: relative; cursor: help; border-radius: 2px; text-decoration: underline; text-underline-offset: .3em;
  text-decoration-thickness: 1.5px; text-decoration-color: var(--hy-good); }
.hy-missing { text-decoration-color: var(--hy-warn); text-decoration-style: dashed; }
.hy-forbidden { text-decoration-color: var(--hy-bad); text-decoration-style: wavy; }
.hy-check { text-decoration-color: var(--hy-warn); text-decoration-style: dotted; }
.hy-proposed.hy-satisfied { text-decoration-color: var(--hy-accent); }
.hy-term.hy-linked, .hy-term:focus-visible { background: var(--hy-tint); outline: none; }
.hy-term:focus-visible { box-shadow: 0 0 0 2px var(--hy-accent); }
.hy-tip { display: none; position: absolute; z-index: 1000; top: calc(100% + .3rem); left: var(--hy-shift, 0);
  width: max-content; max-width: min(24rem, 80vw); padding: .6rem .75rem; border: 1px solid var(--hy-line); border-radius: 6px;
  background: var(--hy-raised); box-shadow: 0 6px 20px rgb(0 0 0 / .14); font-size: .84rem; line-height: 1.6;
  white-space: normal; user-select: none; cursor: default; }
.hy-tip.hy-above { top: auto; bottom: calc(100% + .3rem); }
.hy-term:hover > .hy-tip, .hy-term:focus > .hy-tip { display: block; }
.hy-term.hy-hushed > .hy-tip { display: none; }
.hy-tip-head { display: block; font-weight: 600; font-size: .95rem; margin-bottom: .15rem; }
.hy-tip-line { display: grid; grid-template-columns: 5.2rem 1fr; gap: .5rem; margin-top: .15rem; }
.hy-tip-line b { font-weight: 400; color: var(--hy-muted); }
.hy-chip { position: fixed; z-index: 1000001; border: 0; border-radius: 6px; padding: .3rem .65rem; font-size: .82rem;
  background: #2f5d8a; color: #fff; box-shadow: 0 3px 12px rgb(0 0 0 / .25); cursor: pointer; }
"""


def page_css() -> str:
    """The page's style sheet."""
    fields = {
        "zh-Hans": '[lang="zh-Hans"], textarea[lang="zh-Hans"], input[lang="zh-Hans"]',
        "ja": '[lang="ja"], textarea[lang="ja"], input[lang="ja"]',
    }
    fonts = "".join(f"{selector} {{ font-family: {_FONTS[tag]}; }}\n" for tag, selector in fields.items())
    return fonts + _COLOURS + _LAYOUT + _ROWS + _TERMS
