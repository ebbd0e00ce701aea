/** One line of the grid: number, source, (draft,) target, state. The open one has a field instead of its target. */
class Row {
  constructor(grid, row) {
    this.grid = grid;
    this.id = row.id;
    this.node = element("div", { class: "hyg-row", role: "row", "data-id": row.id });
    this.cells = {};
    for (const name of ["number", "source", ...(grid.data.mode === "review" ? ["draft"] : []), "target", "state"]) {
      this.cells[name] = element("div", { class: `hyg-${name}`, role: "cell" });
      this.node.append(this.cells[name]);
    }
    this.node.addEventListener("mousedown", (event) => {
      if (!event.target.closest("button, textarea, input, select")) this.press = [event.clientX, event.clientY];
    });
    this.node.addEventListener("mouseup", (event) => {
      const still = this.press && Math.hypot(event.clientX - this.press[0], event.clientY - this.press[1]) < 4;
      this.press = null;
      if (!still) return; // text was selected
      if (this.grid.active === this.id) this.field?.focus();
      else this.grid.activate(this.id);
    });
    this.show(row);
  }

  show(row) {
    this.row = row;
    const { outbox } = this.grid;
    const open = this.grid.active === this.id;
    const text = outbox.typed.get(this.id) ?? row.target;
    const conflict = outbox.conflicts.get(this.id) ?? null;
    const shown = [row, open, text, conflict, open ? this.grid.asking : null];
    if (this.shown && shown.every((part, place) => part === this.shown[place])) return;
    this.shown = shown;
    const { number, source, draft, target, state } = this.cells;
    this.node.dataset.status = row.status;
    this.node.classList.toggle("hyg-open", open);
    this.node.setAttribute("aria-selected", open);
    number.replaceChildren(String(row.number), ...(row.place ? [element("div", { class: "hyg-place" }, row.place)] : []));
    source.lang = row.source_lang;
    if (source.textContent !== row.source) source.textContent = row.source; // else a selection in it would be lost
    if (draft) {
      draft.lang = row.target_lang;
      draft.replaceChildren(...pieces(row.draft));
    }
    state.replaceChildren(...this.state().filter(Boolean));
    if (open) this.showEditor(text, conflict);
    else target.replaceChildren(this.reading(text));
  }

  /** The open row's field stays where it is while what surrounds it changes: caret, composition and focus are kept. */
  showEditor(text, conflict) {
    if (!this.field) {
      this.field = this.newField();
      this.slots = ["conflict", "tools", "question"].map((name) => element("div", { class: `hyg-slot-${name}` }));
      this.cells.target.replaceChildren(element("div", { class: "hyg-editor" }, this.field, this.slots));
      this.filled = new Map();
    }
    const { grid, field, row } = this;
    if (field.value !== text && !this.composing) field.value = text;
    field.readOnly = row.locked;
    const [about, tools, question] = this.slots;
    this.fill(about, conflict, () => this.conflict(conflict));
    const offered = [row.locked, row.redraftable, row.repetitions, row.splittable, row.mergeable];
    this.fill(tools, offered, () =>
      element("div", { class: "hyg-tools" }, row.locked ? element("span", { class: "hyg-note" }, grid.say.locked) : this.tools()),
    );
    this.fill(question, grid.asking, () => this.question(grid.asking));
    requestAnimationFrame(() => fitHeight(field)); // once it stands in the page
  }

  /** Draws what a slot holds anew only where what it shows has changed: a button that is being pressed must stay. */
  fill(slot, shown, draw) {
    const shape = JSON.stringify(shown);
    if (this.filled.get(slot) === shape) return;
    this.filled.set(slot, shape);
    slot.replaceChildren(...(shown ? [draw()] : []));
  }

  newField() {
    const field = element("textarea", {
      class: "hyg-field",
      lang: this.row.target_lang,
      rows: 1,
      spellcheck: "false",
      "aria-label": `${this.grid.say.target} ${this.row.number}`,
      oninput: () => {
        fitHeight(field);
        this.grid.outbox.type(this.id, field.value);
      },
      onkeydown: (event) => this.grid.onKey(event, this),
      onblur: () => this.grid.outbox.flush(this.id),
      oncompositionstart: () => (this.composing = true),
      oncompositionend: () => (this.composing = false),
    });
    return field;
  }

  reading(text) {
    const same = text === this.row.target && this.grid.data.mode === "review";
    return element(
      "div",
      { class: text ? "hyg-reading" : "hyg-reading hyg-nothing", lang: this.row.target_lang, tabindex: 0, onfocus: () => this.grid.byKeyboard(this.id) },
      same ? pieces(this.row.marked) : text || this.grid.say.empty,
    );
  }

  state() {
    const { row, grid } = this;
    return [
      element("span", { class: "hyg-status" }, grid.say[`status_${row.status}`]),
      row.warnings.length ? element("span", { class: "hyg-badge hyg-warned", title: row.warnings.join("\n") }, `${grid.say.warnings} ${row.warnings.length}`) : null,
      row.score ? element("span", { class: "hyg-badge", title: grid.say.memory }, `${row.score} %`) : null,
      row.repetitions ? element("span", { class: "hyg-badge", title: grid.say.repetitions }, `×${row.repetitions + 1}`) : null,
      row.comments ? element("span", { class: "hyg-badge", title: grid.say.comments }, `${grid.say.comments} ${row.comments}`) : null,
    ];
  }

  tools() {
    const { grid, row } = this;
    const { say, data } = grid;
    const review = data.mode === "review";
    return [
      review ? null : button(say.confirm, () => grid.finish("confirm"), { title: `${say.confirm} (Ctrl+Enter)`, kind: "hyg-first" }),
      data.reviewer ? button(say.approve, () => grid.finish("approve"), { title: `${say.approve} (${review ? "Ctrl+Enter" : "Ctrl+Shift+Enter"})`, kind: review ? "hyg-first" : "" }) : null,
      data.reviewer ? button(say.return, () => grid.ask("return")) : null,
      row.redraftable ? button(say.redraft, () => grid.act("redraft"), { title: say.redraft_help }) : null,
      row.repetitions ? button(say.propagate, () => grid.act("propagate", { target: this.field.value }), { title: say.propagate_help }) : null,
      row.splittable ? button(say.split, () => grid.ask("split"), { title: say.split_help }) : null,
      row.mergeable ? button(say.merge, () => grid.act("merge"), { title: say.merge_help }) : null,
      button(say.comment, () => grid.ask("comment")),
      button(say.term, () => this.askTerm(), { title: say.term_help }),
    ];
  }

  /** The two texts and the choice between them. */
  conflict(other) {
    const { grid } = this;
    return element(
      "div",
      { class: "hyg-conflict", role: "alert" },
      element("div", {}, grid.say.conflict.replace("{name}", other.by)),
      element("div", { class: "hyg-theirs", lang: this.row.target_lang }, pieces(other.parts)),
      button(grid.say.keep_mine, () => grid.outbox.decide(this.id, true), { kind: "hyg-first" }),
      button(grid.say.keep_theirs, () => {
        this.field = null;
        grid.outbox.decide(this.id, false);
      }),
    );
  }

  /** A remark to type, or the place to split at, before the event is sent. */
  question(kind) {
    if (kind === "split") return this.splitQuestion();
    return kind === "term" ? this.termQuestion() : this.remarkQuestion(kind);
  }

  /** What is selected on either side becomes the term that is proposed. */
  askTerm() {
    const selection = getSelection();
    const inside = selection.anchorNode && this.node.querySelector(".hyg-source").contains(selection.anchorNode);
    const { value, selectionStart, selectionEnd } = this.field;
    this.proposed = [inside ? selection.toString().trim() : "", value.slice(selectionStart, selectionEnd).trim()];
    this.grid.ask("term");
  }

  termQuestion() {
    const { grid, row } = this;
    const sides = [[grid.say.term_source, row.source_lang], [grid.say.term_target, row.target_lang]];
    const fields = sides.map(([label, lang], place) => {
      const field = element("input", { class: "hyg-remark", lang, required: true, "aria-label": label, placeholder: label });
      field.value = this.proposed[place];
      return field;
    });
    const send = () => {
      const [source, target] = fields;
      if (allFilled(fields)) grid.act("term", { term: source.value, rendering: target.value });
    };
    for (const field of fields) {
      field.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") grid.ask(null);
        if (event.key === "Enter" && !event.isComposing) send();
      });
    }
    requestAnimationFrame(() => (fields.find((field) => !field.value) ?? fields[0]).focus());
    return element("div", { class: "hyg-question" }, fields, button(grid.say.propose, send, { kind: "hyg-first" }), button(grid.say.cancel, () => grid.ask(null)));
  }

  remarkQuestion(kind) {
    const { grid } = this;
    const remark = element("textarea", { class: "hyg-remark", rows: 2, required: true, "aria-label": grid.say[`${kind}_question`], placeholder: grid.say[`${kind}_question`] });
    const send = () => allFilled([remark]) && grid.act(kind, { text: remark.value });
    remark.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") grid.ask(null);
      if (event.key === "Enter" && event.ctrlKey && !event.isComposing) send();
    });
    requestAnimationFrame(() => remark.focus());
    return element("div", { class: "hyg-question" }, remark, button(grid.say[kind], send, { kind: "hyg-first" }), button(grid.say.cancel, () => grid.ask(null)));
  }

  splitQuestion() {
    const { grid, row } = this;
    const source = element("textarea", { class: "hyg-remark", rows: 3, readonly: true, lang: row.source_lang, "aria-label": grid.say.source });
    source.value = row.source;
    const at = this.field.selectionStart;
    const split = () => grid.act("split", { source_at: source.selectionStart, target_at: at, target: this.field.value });
    requestAnimationFrame(() => source.focus());
    return element("div", { class: "hyg-question" }, element("div", { class: "hyg-note" }, grid.say.split_question), source, button(grid.say.split, split, { kind: "hyg-first" }), button(grid.say.cancel, () => grid.ask(null)));
  }

  closeField() {
    this.field = null;
    this.shown = null;
  }
}
