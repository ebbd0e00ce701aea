/** What belongs beside the open segment: terms, doubts, memory, other translations, remarks, marks, history. */
class Panel {
  constructor(grid) {
    this.grid = grid;
    this.node = element("aside", { class: "hyg-panel", "aria-label": grid.say.panel });
    this.shape = "";
  }

  show(about) {
    const shape = JSON.stringify(about);
    if (shape === this.shape) return;
    this.shape = shape;
    const { say } = this.grid;
    if (!about) {
      this.node.replaceChildren(element("p", { class: "hyg-note" }, say.panel_empty));
      return;
    }
    this.node.replaceChildren(
      ...[
        element("div", { class: "hyg-full", lang: about.source_lang }, pieces(about.source)),
        about.changes ? this.section(say.changes, [element("li", { lang: about.target_lang }, pieces(about.changes))]) : null,
        this.section(say.checks, about.notices.map((notice) => element("li", { class: `hyg-notice hyg-${notice.severity}` }, notice.text))),
        this.section(say.terms, about.terms.map((term, place) => this.term(term, place, about))),
        this.section(say.memory, about.memory.map((hit) => this.offer(hit.target, about.target_lang, hit.caption, hit.source, about.source_lang))),
        this.section(say.alternatives, about.alternatives.map((other) => this.offer(other.text, about.target_lang, other.caption))),
        about.rating ? this.rating(about) : null,
        this.section(say.comments, about.comments.map((comment) => element("li", {}, element("div", { class: "hyg-note" }, comment.caption), element("div", { class: "hyg-said" }, comment.text)))),
        about.history.length ? this.history(about) : null,
      ].filter(Boolean),
    );
  }

  section(title, items) {
    return items.length ? element("section", {}, element("h4", {}, title), element("ul", {}, items)) : null;
  }

  term(term, place, about) {
    const { grid } = this;
    const key = place < 9 ? ` (Alt+${place + 1})` : "";
    return element(
      "li",
      { class: `hyg-term hyg-${term.status}`, title: term.note },
      element("span", { lang: about.source_lang }, term.source),
      " → ",
      term.renderings.map((rendering, index) =>
        element("button", { type: "button", class: "hyg-rendering", lang: about.target_lang, title: grid.say.insert + (index ? "" : key), onclick: () => grid.insert(rendering) }, rendering),
      ),
      term.status === "satisfied" ? null : element("span", { class: "hyg-note" }, grid.say[`term_${term.status}`]),
    );
  }

  offer(text, lang, caption, source = null, sourceLang = "") {
    const { grid } = this;
    return element(
      "li",
      {},
      source ? element("div", { class: "hyg-other", lang: sourceLang }, pieces(source)) : null,
      element("div", { class: "hyg-other hyg-offer", lang }, text),
      element("div", { class: "hyg-note" }, caption, " ", button(grid.say.use, () => grid.replace(text))),
    );
  }

  rating(about) {
    const { grid } = this;
    const chosen = { ...about.rating };
    const aspects = ["fluency", "accuracy", "terminology"];
    const rows = aspects.map((aspect) => {
      const marks = [1, 2, 3, 4, 5].map((mark) =>
        element("button", {
          type: "button",
          class: "hyg-mark-button",
          "aria-pressed": chosen[aspect] === mark,
          title: `${grid.say[aspect]} ${mark}`,
          onclick: (event) => {
            chosen[aspect] = mark;
            for (const other of event.target.parentNode.querySelectorAll("button")) other.setAttribute("aria-pressed", other === event.target);
            if (aspects.every((name) => chosen[name])) grid.act("rate", chosen);
          },
        }, String(mark)),
      );
      return element("li", { class: "hyg-rating" }, element("span", {}, grid.say[aspect]), element("span", {}, marks));
    });
    return this.section(grid.say.rating, rows);
  }

  history(about) {
    const { grid } = this;
    const entries = about.history.map((entry) =>
      element(
        "li",
        {},
        element("div", { class: "hyg-note" }, entry.caption),
        element("div", { class: "hyg-other", lang: about.target_lang }, pieces(entry.parts)),
        entry.note ? element("div", { class: "hyg-said" }, entry.note) : null,
        entry.restorable ? button(grid.say.restore, () => grid.act("restore", { revision: entry.id })) : null,
      ),
    );
    return element("details", { open: this.unfolded, ontoggle: (event) => (this.unfolded = event.target.open) }, element("summary", {}, `${grid.say.history} ${about.history.length}`), element("ul", {}, entries));
  }
}
