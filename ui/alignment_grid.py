"""The grid in which an alignment is corrected: one component for all rows, worked by mouse or keyboard.

The rows live in Python (`corpus.alignment.revision`); the grid shows them and says what the person asked for.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from corpus.alignment.revision import AlignedRow
from ui.messages import LANGUAGE_TAGS, Say

KEYS = {
    "merge": "m",
    "split": "s",
    "zh_up": "1",
    "zh_down": "2",
    "ja_up": "3",
    "ja_down": "4",
    "edit_zh": "z",
    "edit_ja": "j",
    "drop": "x",
    "undo": "u",
    "next": "n",
}

_SCRIPT = """
export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const root = parentElement.querySelector('.hy-grid');
  const state = root.__hoyaku ??= { };
  state.data = data;
  state.send = setTriggerValue;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const held = () => state.data.rows;
  if (state.version !== data.version) Object.assign(state, { at: data.at, version: data.version });
  const act = (action, language = '', text = '') =>
    state.send('done', { action, language, text, place: state.at, version: state.data.version });

  const cell = (row, language) => {
    const texts = make('td', { lang: state.data.tags[language], 'data-language': language });
    row[language].forEach((segment) => texts.append(make('span', { class: 'hy-segment' }, segment)));
    if (!row[language].length) texts.append(make('span', { class: 'hy-absent' }, state.data.labels.absent));
    return texts;
  };
  const line = (row, place) => {
    const sure = row.doubtful ? `${state.data.labels.doubtful} ${row.confidence} %` : '';
    const marked = row.dropped ? state.data.labels.dropped : sure;
    const drawn = make('tr', { 'data-place': place, tabindex: place === state.at ? 0 : -1,
      class: `${row.doubtful ? 'hy-doubtful' : ''} ${row.dropped ? 'hy-dropped' : ''}` },
      make('th', { scope: 'row' }, String(place + 1), make('span', { class: 'hy-mark' }, marked)),
      cell(row, 'zh'), cell(row, 'ja'));
    if (state.data.only && !row.doubtful) drawn.hidden = true;
    return drawn;
  };
  const body = root.querySelector('tbody');
  const select = (place, focus) => {
    const rows = body.children;
    if (!rows.length) return;
    state.at = Math.max(0, Math.min(place, rows.length - 1));
    for (const row of rows) {
      const chosen = Number(row.dataset.place) === state.at;
      row.classList.toggle('hy-chosen', chosen);
      row.setAttribute('aria-selected', chosen);
      row.tabIndex = chosen ? 0 : -1;
    }
    if (focus) {
      rows[state.at].focus({ preventScroll: true });
      rows[state.at].scrollIntoView({ block: 'nearest' });
    }
  };
  const step = (by) => {
    let place = state.at + by;
    while (body.children[place]?.hidden) place += by;
    if (body.children[place]) select(place, true);
  };
  const next = () => {
    const places = held().map((row, place) => (row.doubtful ? place : -1)).filter((place) => place >= 0);
    if (places.length) select(places.find((place) => place > state.at) ?? places[0], true);
  };
  const edit = (language) => {
    const target = body.children[state.at]?.querySelector(`[data-language="${language}"]`);
    if (!target || target.querySelector('textarea')) return;
    const before = held()[state.at].text[language];
    const name = state.data.labels[`edit_${language}`];
    const field = make('textarea', { lang: state.data.tags[language], 'aria-label': name });
    field.value = before;
    field.rows = Math.max(2, Math.ceil(before.length / 24));
    target.replaceChildren(field);
    field.focus();
    let left = false;
    const leave = (keep) => {
      if (left) return;
      left = true;
      if (keep && field.value !== before) act('edit', language, field.value);
      else { target.replaceWith(cell(held()[state.at], language)); select(state.at, true); }
    };
    field.addEventListener('blur', () => leave(true));
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') leave(false);
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); leave(true); }
    });
  };
  const run = (name) => {
    if (name === 'next') next();
    else if (name.startsWith('edit_')) edit(name.slice(5));
    else act(name);
  };

  const bar = root.querySelector('.hy-gridbar');
  bar.replaceChildren(...Object.entries(data.keys).map(([name, key]) => {
    const letter = key.toUpperCase();
    const button = make('button', { type: 'button', 'data-action': name, 'aria-keyshortcuts': letter },
      data.labels[name], make('kbd', { 'aria-hidden': 'true' }, letter));
    const possible = { undo: data.undo, next: held().some((row) => row.doubtful) }[name] ?? held().length > 0;
    button.disabled = !possible;
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => run(name));
    return button;
  }));
  root.querySelector('caption').textContent = data.labels.caption;
  root.querySelector('thead tr').replaceChildren(
    ...['number', 'zh', 'ja'].map((name) => make('th', { scope: 'col' }, data.labels[name])));
  const focused = body.contains(document.activeElement) || bar.contains(document.activeElement);
  body.replaceChildren(...held().map(line));
  select(state.at, focused || data.version > 0);

  body.onclick = (event) => {
    if (event.target.tagName === 'TEXTAREA') return;
    const row = event.target.closest('tr');
    if (row) select(Number(row.dataset.place), true);
  };
  body.ondblclick = (event) => {
    const side = event.target.closest('td');
    if (side && event.target.tagName !== 'TEXTAREA') edit(side.dataset.language);
  };
  body.onkeydown = (event) => {
    if (event.target.tagName === 'TEXTAREA' || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const name = Object.keys(state.data.keys).find((one) => state.data.keys[one] === key);
    if (key === 'arrowdown') step(1);
    else if (key === 'arrowup') step(-1);
    else if (name && !bar.querySelector(`[data-action="${name}"]`).disabled) run(name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
"""

_FRAME = """<div class="hy-grid"><div class="hy-gridbar" role="toolbar"></div><div class="hy-gridrows">
<table role="grid"><caption></caption><thead><tr></tr></thead><tbody></tbody></table></div></div>"""

_STYLE = """
.hy-gridbar { display: flex; flex-wrap: wrap; gap: .35rem; padding: .2rem 0 .5rem; }
.hy-gridbar button { font: inherit; font-size: .82rem; line-height: 1.5; padding: .2rem .55rem; cursor: pointer;
  color: inherit; background: var(--hy-raised); border: 1px solid var(--hy-line); border-radius: 6px; }
.hy-gridbar button:hover:enabled, .hy-gridbar button:focus-visible {
  border-color: var(--hy-accent); color: var(--hy-accent); }
.hy-gridbar button:disabled { opacity: .45; cursor: default; }
.hy-gridbar kbd { font: inherit; font-size: .72rem; color: var(--hy-muted); margin-left: .4rem; }
.hy-gridrows { max-height: 62vh; overflow: auto; border: 1px solid var(--hy-line); border-radius: 6px; }
.hy-grid table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: 0; }
.hy-grid caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.hy-grid thead th { position: sticky; top: 0; z-index: 1; background: var(--hy-tint); font-size: .82rem;
  font-weight: 600;  text-align: left; padding: .35rem .6rem; }
.hy-grid thead th:first-child, .hy-grid tbody th { width: 6.6rem; }
.hy-grid tbody th { font-weight: 400; font-size: .8rem; color: var(--hy-muted); text-align: left; vertical-align: top;
  padding: .45rem .6rem; }
.hy-grid td { vertical-align: top; padding: .35rem .6rem; font-size: .97rem; line-height: 1.7; overflow-wrap: anywhere;
  white-space: pre-wrap; }
.hy-grid tbody tr { border-top: 1px solid var(--hy-line); cursor: default; }
.hy-grid tbody tr:focus-visible, .hy-grid tbody tr.hy-chosen {
  outline: 2px solid var(--hy-accent); outline-offset: -2px; }
.hy-grid tr.hy-doubtful { background: light-dark(#fdf6e3, #33301f); }
.hy-grid tr.hy-dropped td { opacity: .45; text-decoration: line-through; }
.hy-mark { display: block; white-space: nowrap; font-size: .74rem; color: var(--hy-warn); }
.hy-segment + .hy-segment { border-left: 2px solid var(--hy-accent); margin-left: .35rem; padding-left: .35rem; }
.hy-absent { color: var(--hy-muted); font-style: normal; }
.hy-grid textarea { width: 100%; box-sizing: border-box; font-size: .97rem; line-height: 1.7; color: inherit;
  background: var(--hy-raised); border: 1px solid var(--hy-accent); border-radius: 4px;
  padding: .3rem .4rem; resize: vertical; }
"""

_grid = st.components.v2.component("hoyaku_alignment", html=_FRAME, css=_STYLE, js=_SCRIPT, isolate_styles=False)

KEY = "alignment_grid"


def show_grid(
    rows: Sequence[AlignedRow],
    at: int,
    version: int,
    undo: bool,
    only_doubtful: bool,
    on_done: Callable[[], None],
    say: Say,
) -> None:
    """Draw the rows with the chosen one at `at`; `on_done` is called when the person did something (`action_of`).

    `version` counts the changes, so that a late click on rows that have changed is told.
    """
    labels = {name: say(f"align_{name}") for name in (*KEYS, "absent", "doubtful", "dropped", "caption", "number")}
    labels |= {language: say(f"language_{language}") for language in ("zh", "ja")}
    _grid(
        key=KEY,
        data={
            "rows": [_shown(row) for row in rows],
            "at": at,
            "version": version,
            "undo": undo,
            "only": only_doubtful,
            "keys": KEYS,
            "labels": labels,
            "tags": {language: LANGUAGE_TAGS[language] for language in ("zh", "ja")},
        },
        on_done_change=on_done,
    )


def action_of() -> dict[str, object]:
    """What the person did last: action, place, language, text and version; empty where nothing."""
    return dict(st.session_state[KEY].get("done") or {})


def _shown(row: AlignedRow) -> dict[str, object]:
    return {
        "zh": list(row.zh),
        "ja": list(row.ja),
        "text": {"zh": row.text("zh"), "ja": row.text("ja")},
        "confidence": round(row.confidence * 100),
        "doubtful": row.doubtful,
        "dropped": row.dropped,
    }
