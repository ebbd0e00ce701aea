"""The page's look: typefaces for both languages, calm marks, narrow margins, light and dark."""

import json

_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="32" viewBox="0 0 {width} 32">
<rect x="1" y="3" width="26" height="26" rx="6" fill="#2f5d8a"/>
<path d="M8 10.5h5.2M8 16h5.2M8 21.5h5.2M15.2 16h5M18 13.2l2.8 2.8-2.8 2.8" stroke="#fff" stroke-width="2" fill="none"
 stroke-linecap="round" stroke-linejoin="round"/>{name}</svg>"""
_NAME = """<text x="36" y="22" font-family="Inter,Segoe UI,Noto Sans CJK JP,Hiragino Sans,Meiryo,sans-serif"
 font-size="17" font-weight="600" fill="#6f8fb0">Hoyaku 法訳</text>"""
LOGO = _LOGO.format(width=150, name=_NAME)

_FONTS = {
    "zh-Hans": '"PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif',
    "ja": '"Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans", "Yu Gothic UI", Meiryo, sans-serif',
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
.st-key-language_bar { position: fixed; top: .55rem; right: 2rem; z-index: 1000000; width: auto !important; }
[data-testid="InputInstructions"] { display: none; }
.st-key-hoyaku_page, [class*="st-key-hoyaku_page"] { display: none; }
.st-key-source_text textarea { font-size: 1.0625rem; line-height: 1.8; }
.st-key-source_text [data-testid="stTextAreaRootElement"] { background: transparent; }
[class*="st-key-edit_"] textarea { font-size: 1.0625rem; line-height: 1.8; }
.st-key-choices [data-testid="stButtonGroup"] button { min-height: 2.53rem; }
[data-testid="stButtonGroup"] button[data-selected="true"] p,
[role="tab"][aria-selected="true"] p { color: var(--hy-accent); }
[data-testid="stAlertContainer"] { padding: .6rem .9rem; }
.st-key-result { background: light-dark(#f6f7f9, #1e242b); }
.st-key-source_side, .st-key-result_side { gap: .5rem; }
.st-key-result { overflow-y: auto; }
@media (max-width: 980px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
  .st-key-language_bar { right: 1rem; }
  /* The icons are enough where room is short; the words stay for screen readers. */
  .st-key-choices [data-testid="stPopover"] button p {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  [class*="st-key-tools_"] .hy-meta { display: none; }
}
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
.hy-title { font-size: 1.3rem; font-weight: 600; line-height: 1.6; }
.hy-details { display: grid; grid-template-columns: max-content 1fr;
  gap: .5rem 1.2rem; margin: .3rem 0 !important; padding: 0 !important; line-height: 1.7; }
.hy-details dt { color: var(--hy-muted); }
.hy-details dd { margin: 0; white-space: pre-wrap; }
.hy-entry { border-left: 2px solid var(--hy-line); padding: 0 0 .3rem .8rem; line-height: 1.7; }
.hy-event { display: flex; gap: .8rem; align-items: baseline; }
.hy-doubt { color: var(--hy-warn); }
.hy-fine { color: var(--hy-good); }
.hy-badge { color: var(--hy-accent); border: 1px solid currentColor; border-radius: 4px; padding: 0 .35rem;
  font-size: .74rem; }
.hy-notices { list-style: none; margin: 0 !important; padding: 0 !important; font-size: .87rem; line-height: 1.65; }
.hy-notices li { margin: 0; padding-left: .6rem; border-left: 2px solid currentColor; color: var(--hy-warn); }
.hy-notices li.hy-error { color: var(--hy-bad); }
.hy-notices b { font-weight: 600; margin-right: .35rem; }
[class*="st-key-row_"] [data-testid="stColumn"] > [data-testid="stVerticalBlock"] { gap: .35rem; }
[class*="st-key-row_"]:has(.hy-term:hover, .hy-term:focus),
[class*="st-key-row_"] .stElementContainer:has(.hy-term:hover, .hy-term:focus) { position: relative; z-index: 5; }
[class*="st-key-tools_"] { gap: .9rem; row-gap: 0; align-items: center; }
[class*="st-key-tools_"] .hy-meta { line-height: 1.7rem; }
[class*="st-key-tools_"] button { min-height: 1.7rem; padding: 0; font-size: .82rem; color: var(--hy-muted); }
[class*="st-key-tools_"] button p { font-size: .82rem; }
[class*="st-key-tools_"] button:hover { color: var(--hy-accent); }
.hy-copy { background: none; border: 0; padding: 0; min-height: 1.7rem; color: var(--hy-muted); font: inherit;
  font-size: .82rem; cursor: pointer; white-space: nowrap; }
.hy-copy:hover, .hy-copy:focus-visible { color: var(--hy-accent); }
[class*="st-key-panel_"] { background: var(--hy-tint); border-radius: 6px; padding: .8rem .9rem;
  margin: .2rem 0 .5rem; }
del { color: var(--hy-bad); text-decoration-thickness: 1px; }
ins { color: var(--hy-good); text-decoration-thickness: 1px; text-underline-offset: .2em; }
"""

_TERMS = """
.hy-term { position: relative; padding: 0 1px; cursor: help; border-radius: 2px;
  text-decoration: underline; text-underline-offset: .3em;
  text-decoration-thickness: 1.5px; text-decoration-color: var(--hy-good); }
.hy-missing { text-decoration-color: var(--hy-warn); text-decoration-style: dashed; }
.hy-suggested { text-decoration-color: var(--hy-muted); text-decoration-style: dotted; }
.hy-forbidden { text-decoration-color: var(--hy-bad); text-decoration-style: wavy; }
.hy-check { text-decoration-color: var(--hy-warn); text-decoration-style: dotted; }
.hy-proposed.hy-satisfied { text-decoration-color: var(--hy-accent); }
.hy-term.hy-linked, .hy-term:focus-visible { background: var(--hy-tint); outline: none; }
.hy-term:focus-visible { box-shadow: 0 0 0 2px var(--hy-accent); }
.hy-tip { display: none; position: absolute; z-index: 1000; top: calc(100% + .3rem); left: var(--hy-shift, 0);
  width: max-content; max-width: min(24rem, 80vw); padding: .6rem .75rem;
  border: 1px solid var(--hy-line); border-radius: 6px;
  background: var(--hy-raised); box-shadow: 0 6px 20px rgb(0 0 0 / .14); font-size: .84rem; line-height: 1.6;
  white-space: normal; user-select: none; cursor: default; }
.hy-tip.hy-above { top: auto; bottom: calc(100% + .3rem); }
.hy-term:hover > .hy-tip, .hy-term:focus > .hy-tip { display: block; }
.hy-term.hy-hushed > .hy-tip { display: none; }
.hy-tip-head { display: block; font-weight: 600; font-size: .95rem; margin-bottom: .15rem; }
.hy-tip-line { display: grid; grid-template-columns: max-content 1fr; gap: .75rem; margin-top: .15rem; }
.hy-tip-line b { font-weight: 400; color: var(--hy-muted); }
.hy-chip { position: fixed; z-index: 1000001; border: 0; border-radius: 6px; padding: .3rem .65rem; font-size: .82rem;
  background: #2f5d8a; color: #fff; box-shadow: 0 3px 12px rgb(0 0 0 / .25); cursor: pointer; }
"""

_MODELS = """
.hy-serving { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; line-height: 1.7; }
.hy-wide { overflow-x: auto; }
.hy-scores { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; margin: .2rem 0; }
.hy-scores caption { text-align: left; font-weight: 600; color: var(--hy-muted); padding: 0 0 .3rem; }
.hy-scores th, .hy-scores td { border: 0; border-bottom: 1px solid var(--hy-line); padding: .25rem .6rem; }
.hy-scores th { font-weight: 400; color: var(--hy-muted); text-align: left; }
.hy-scores td, .hy-scores thead th[scope="col"] { text-align: right; white-space: nowrap; }
.hy-scores thead th[scope="colgroup"] { text-align: center; }
.hy-scores th[scope="rowgroup"] { font-weight: 600; padding-top: .7rem; }
.hy-signatures { overflow-wrap: anywhere; margin-top: .3rem; }
.hy-reasons { margin: .2rem 0 0 !important; padding-left: 1.1rem !important; font-size: .93rem; line-height: 1.65; }
.hy-log { background: var(--hy-tint); border-radius: 6px; padding: .6rem .8rem; margin: 0; max-height: 16rem;
  overflow: auto; font-size: .8rem; line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; }
.hy-text mark { background: light-dark(#fbe8c3, #55431d); color: inherit; border-radius: 2px; }
"""

_GLOSSARY = """
/* The tables' own download would write cells that a spreadsheet computes; exports are in their own view. */
.st-key-glossary_page [data-testid="stElementToolbar"] { display: none; }
[data-testid="stLayoutWrapper"]:has(> .st-key-glossary_message) { position: sticky; top: 3.75rem; z-index: 5; }
.hy-renderings { display: flex; gap: .8rem; overflow-x: auto; padding: .1rem 0 .4rem; }
.hy-rendering { flex: 0 0 auto; min-width: 8.5rem; max-width: 15rem; padding: .45rem .7rem;
  border: 1px solid var(--hy-line); border-radius: 6px; }
.st-key-panel_glossary_question .hy-scores thead th:first-child { text-align: left; }
.hy-rendering[aria-current="true"] { border-color: var(--hy-accent); background: var(--hy-tint); }
"""
_CORPUS = """
.hy-pair { display: grid; grid-template-columns: 1fr 1fr; gap: .2rem 1.4rem; }
[class*="st-key-row_pair_"] { padding: .45rem 0 .2rem; flex-wrap: nowrap; }
.hy-scores.hy-lefthead thead th[scope="col"]:not(:last-child) { text-align: left; }
.hy-report { max-height: 26rem; overflow: auto; }
.hy-badge.hy-doubt { color: var(--hy-warn); }
"""


_UPLOAD_TEXT = '[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] p'
_DOCUMENTS = (
    f"""
{_UPLOAD_TEXT} {{ font-size: 0; }}
{_UPLOAD_TEXT}::after {{ font-size: .93rem; }}
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
"""
    + """
[class*="st-key-document_"]:has(.hy-document) { border-bottom: 1px solid var(--hy-line); padding: .15rem 0; }
.hy-document { display: flex; gap: .8rem; align-items: center; }
.hy-bar { display: inline-flex; flex: none; width: 7rem; height: .45rem; border-radius: 3px; overflow: hidden;
  background: var(--hy-line); }
.hy-bar i:first-child { background: var(--hy-good); }
.hy-bar i:last-child { background: var(--hy-accent); }
"""
)


def page_css(upload_here: str) -> str:
    """The page's style sheet; `upload_here` is what an upload field says, which Streamlit has in English only."""
    fields = {
        "zh-Hans": '[lang="zh-Hans"], textarea[lang="zh-Hans"], input[lang="zh-Hans"]',
        "ja": '[lang="ja"], textarea[lang="ja"], input[lang="ja"]',
    }
    fonts = "".join(f"{selector} {{ font-family: {_FONTS[tag]}; }}\n" for tag, selector in fields.items())
    upload = f"{_UPLOAD_TEXT}::after {{ content: {json.dumps(upload_here, ensure_ascii=False)}; }}\n"
    return upload + fonts + _COLOURS + _LAYOUT + _ROWS + _TERMS + _MODELS + _DOCUMENTS + _GLOSSARY + _CORPUS
