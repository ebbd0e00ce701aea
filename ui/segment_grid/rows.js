/** One line of the grid: number, source, (draft,) target, state. The open one has a field instead of its target. */
class Row {
  constructor(grid, row) {
    this.grid = grid;
    this.id = row.id;
    this.node = element("div", { class: "hyg-row", role: "row", "data-id": row.id });
    this.node.addEventListener("mousedown", (event) => {
      if (!event.target.closest("button, textarea, input, select")) this.press = [event.clientX, event.clientY];
    });
    this.node.addEventListener("mouseup", (event) => {
      const still = this.press && Math.hypot(event.clientX - this.press[0], event.clientY - this.press[1]) < 4;
      this.press = null;
      if (still && this.grid.active !== this.id) this.grid.activate(this.id);
    });
    this.show(row);
  }

  show(row) {
    this.row = row;
    const { outbox } = this.grid;
    const open = this.grid.active === this.id;
    const text = outbox.typed.get(this.id) ?? row.target;
    const conflict = outbox.conflicts.get(this.id);
    const shape = JSON.stringify([row, open, open ? "" : text, conflict ?? 0, outbox.isBusy(this.id), outbox.typed.has(this.id), open ? this.grid.asking : null]);
    if (shape === this.shape) return;
    this.shape = shape;
    const field = open ? this.keepField(text) : null;
    const caret = field && document.activeElement === field;
    this.node.dataset.status = row.status;
    this.node.classList.toggle("hyg-open", open);
    this.node.setAttribute("aria-selected", open);
    const cells = [
      element("div", { class: "hyg-number", role: "cell" }, String(row.number), row.place ? element("div", { class: "hyg-place" }, row.place) : null),
      element("div", { class: "hyg-source", role: "cell", lang: row.source_lang }, row.source),
      this.grid.data.mode === "review" ? element("div", { class: "hyg-draft", role: "cell", lang: row.target_lang }, pieces(row.draft)) : null,
      element("div", { class: "hyg-target", role: "cell" }, open ? this.editor(field, conflict) : this.reading(text)),
      element("div", { class: "hyg-state", role: "cell" }, this.state()),
    ];
    this.node.replaceChildren(...cells.filter(Boolean));
    if (field) requestAnimationFrame(() => fitHeight(field)); // once it stands in the page
    if (caret) field.focus();
  }

  /** The field of the open row: the same one as long as it is open, so that neither caret nor composition is lost. */
  keepField(text) {
    if (!this.field) {
      this.field = element("textarea", {
        class: "hyg-field",
        lang: this.row.target_lang,
        rows: 1,
        spellcheck: "false",
        "aria-label": `${this.grid.say.target} ${this.row.number}`,
        oninput: () => {
          fitHeight(this.field);
          this.grid.outbox.type(this.id, this.field.value);
        },
        onkeydown: (event) => this.grid.onKey(event, this),
        onblur: () => this.grid.outbox.flush(this.id),
      });
      this.field.addEventListener("compositionstart", () => (this.composing = true));
      this.field.addEventListener("compositionend", () => (this.composing = false));
      this.field.value = text;
    } else if (this.field.value !== text && !this.composing) {
      this.field.value = text;
    }
    return this.field;
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

  editor(field, conflict) {
    const { grid, row } = this;
    const locked = row.locked;
    field.readOnly = locked;
    return element(
      "div",
      { class: "hyg-editor" },
      field,
      conflict ? this.conflict(conflict) : null,
      element("div", { class: "hyg-tools" }, locked ? element("span", { class: "hyg-note" }, grid.say.locked) : this.tools()),
      grid.asking ? this.question(grid.asking) : null,
    );
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
      const field = element("input", { class: "hyg-remark", lang, "aria-label": label, placeholder: label });
      field.value = this.proposed[place];
      return field;
    });
    const send = () => {
      const [source, target] = fields.map((field) => field.value.trim());
      if (source && target) grid.act("term", { term: source, rendering: target });
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
    const remark = element("textarea", { class: "hyg-remark", rows: 2, "aria-label": grid.say[`${kind}_question`], placeholder: grid.say[`${kind}_question`] });
    const send = () => remark.value.trim() && grid.act(kind, { text: remark.value.trim() });
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
    this.shape = "";
  }
}
