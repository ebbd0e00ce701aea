"""The page's few lines of JavaScript: term from a selection, copy, tooltips, languages, an unsent draft.

They run in the page itself through a Streamlit component and load nothing from elsewhere.
"""

import streamlit as st

from ui.messages import LANGUAGE_TAGS, Say
from ui.session import chosen_direction, compared_direction
from ui.translation import restore_draft, take_selection

_SCRIPT = """
export default function (component) {
  const { data, setTriggerValue, parentElement } = component;
  const page = window.__hoyaku ??= { };
  page.data = data;
  page.send = setTriggerValue;
  page.languages?.();
  if (page.ready) return;
  page.ready = true;

  // Languages, for screen readers and for the choice of glyphs
  page.languages = () => {
    document.documentElement.lang = page.data.interface;
    const set = (selector, tag) =>
      document.querySelectorAll(selector).forEach((field) => { if (field.lang !== tag) field.lang = tag; });
    set('.st-key-source_text textarea', page.data.source);
    set('[class*="st-key-edit_"] textarea', page.data.target);
    set('.st-key-compare_text textarea', page.data.compared);
    set('.st-key-term_zh input, .st-key-align_zh textarea', 'zh-Hans');
    set('.st-key-term_ja input, .st-key-align_ja textarea', 'ja');
  };
  let waiting = 0;
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { page.languages(); keepDraft(); }, 120);
  }).observe(document.body, { childList: true, subtree: true });
  page.languages();

  // A reload must not lose what was typed: the draft lives as long as the tab
  const draft = () => 'hoyaku-draft ' + page.data.person;
  const sourceField = () => document.querySelector('.st-key-source_text textarea');
  document.addEventListener('input', (event) => {
    if (event.target === sourceField()) sessionStorage.setItem(draft(), event.target.value);
  });
  let offered = false;
  const keepDraft = () => {
    const field = sourceField();
    if (!field || offered) return;
    offered = true;
    const typed = sessionStorage.getItem(draft());
    if (typed && !field.value) page.send('draft', typed);
  };
  keepDraft();

  // Ctrl+Enter in an edit field saves the edit; only elsewhere does it translate
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    if (!event.target.closest?.('[class*="st-key-edit_"], [class*="st-key-panel_"]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.blur();
  }, true);

  // Copy
  const write = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = 0;
    document.body.appendChild(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  };
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('.hy-copy');
    if (!button) return;
    await write(button.dataset.text);
    const label = button.textContent;
    if (label === page.data.copied) return;
    button.textContent = page.data.copied;
    setTimeout(() => { button.textContent = label; }, 1400);
  });

  // Tooltips stay inside the window; Escape closes them; both sides of a term light up
  const show = (term) => {
    const tip = term.querySelector('.hy-tip');
    if (!tip) return;
    term.classList.remove('hy-hushed');
    tip.style.setProperty('--hy-shift', '0px');
    const box = tip.getBoundingClientRect();
    const over = Math.max(0, box.right - (document.documentElement.clientWidth - 16));
    tip.style.setProperty('--hy-shift', `${-Math.min(over, Math.max(0, box.left - 16))}px`);
    tip.classList.toggle('hy-above', box.bottom > window.innerHeight && term.getBoundingClientRect().top > box.height);
    link(term, true);
  };
  const link = (term, on) => {
    const row = term.closest('[class*="st-key-row_"]');
    if (!row || term.dataset.link === '-1') return;
    const both = row.querySelectorAll(`.hy-term[data-link="${term.dataset.link}"]`);
    both.forEach((one) => one.classList.toggle('hy-linked', on));
  };
  const around = (event) => event.target.closest?.('.hy-term');
  for (const kind of ['mouseover', 'focusin'])
    document.addEventListener(kind, (event) => { const term = around(event); if (term) show(term); });
  for (const kind of ['mouseout', 'focusout'])
    document.addEventListener(kind, (event) => { const term = around(event); if (term) link(term, false); });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape')
      document.querySelectorAll('.hy-term:hover, .hy-term:focus').forEach((term) => term.classList.add('hy-hushed'));
  });

  // A new term from selected text
  const chip = document.createElement('button');
  chip.className = 'hy-chip';
  chip.type = 'button';
  chip.hidden = true;
  document.body.appendChild(chip);
  let selected = null;
  const look = () => {
    const selection = window.getSelection();
    const text = selection ? selection.toString().trim() : '';
    const at = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest(
      '.hy-text[data-side="source"], .hy-text[data-side="target"]');
    const segment = at(selection?.anchorNode);
    if (!text || text.length > 100 || !segment || segment !== at(selection.focusNode)) { chip.hidden = true; return; }
    selected = { row: Number(segment.dataset.row), side: segment.dataset.side, text };
    const box = selection.getRangeAt(0).getBoundingClientRect();
    chip.textContent = '+ ' + page.data.selection;
    chip.hidden = false;
    const left = Math.min(box.left, document.documentElement.clientWidth - chip.offsetWidth - 16);
    chip.style.left = `${Math.max(8, left)}px`;
    chip.style.top = `${Math.max(8, box.top - chip.offsetHeight - 6)}px`;
  };
  document.addEventListener('mouseup', (event) => { if (event.target !== chip) setTimeout(look, 0); });
  document.addEventListener('keyup', (event) => { if (event.shiftKey || event.key === 'Shift') look(); });
  document.addEventListener('scroll', () => { chip.hidden = true; }, true);
  chip.addEventListener('mousedown', (event) => event.preventDefault());
  chip.addEventListener('click', () => {
    chip.hidden = true;
    if (selected) page.send('selected', { ...selected, at: Date.now() });
    window.getSelection()?.removeAllRanges();
  });
}
"""

_connect = st.components.v2.component("hoyaku_page", js=_SCRIPT, isolate_styles=False)


def connect_page(say: Say, interface_tag: str, person: str) -> None:
    """Mount the script; selected text opens a new term, a draft found after a reload is put back."""
    direction = chosen_direction()
    _connect(
        key="hoyaku_page",
        data={
            "interface": interface_tag,
            "person": person,
            "source": LANGUAGE_TAGS[direction.source],
            "target": LANGUAGE_TAGS[direction.target],
            "compared": LANGUAGE_TAGS[compared_direction().source],
            "copied": say("copied"),
            "selection": say("selection_term"),
        },
        on_selected_change=_selected,
        on_draft_change=_draft,
    )


def _selected() -> None:
    chosen = st.session_state["hoyaku_page"].get("selected")
    if chosen:
        take_selection(int(chosen["row"]), str(chosen["side"]), str(chosen["text"]))


def _draft() -> None:
    draft = st.session_state["hoyaku_page"].get("draft")
    if draft:
        restore_draft(str(draft))
