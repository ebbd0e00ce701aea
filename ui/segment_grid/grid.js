const SECTION = 40; // rows; the browser lays out only the sections that are in sight

/** The grid of segments: hundreds of rows, one of them open, a panel beside it, everything by keyboard. */
class Grid {
  constructor(root, data, setStateValue) {
    this.data = data;
    this.say = data.strings;
    this.active = data.active?.id ?? null;
    this.asking = null;
    this.setStateValue = setStateValue;
    this.lines = new HeldLines();
    this.rows = new Map();
    this.events = []; // that were sent last
    this.outbox = new Outbox(data.storage, (events) => this.sendEvents(events), (...news) => this.onOutbox(...news));
    this.list = element("div", { class: "hyg-list", role: "table", "aria-label": this.say.segments, "data-mode": data.mode });
    this.status = element("div", { class: "hyg-saving", role: "status", "aria-live": "polite" });
    this.panel = new Panel(this);
    root.replaceChildren(
      element("div", { class: "hyg-head" }, this.status, element("span", { class: "hyg-note hyg-keys" }, data.mode === "review" ? this.say.keys_review : this.say.keys)),
      element("div", { class: "hyg-body" }, this.list, this.panel.node),
    );
    this.onLeave = () => this.outbox.flushAll();
    window.addEventListener("pagehide", this.onLeave);
    document.addEventListener("visibilitychange", this.onLeave);
  }

  update(data, setStateValue) {
    const first = !this.rows.size;
    this.data = data;
    this.say = data.strings;
    this.setStateValue = setStateValue;
    this.lines.take(data.lines);
    if (!this.lines.held) this.report();
    for (const line of this.lines.lines.values()) this.outbox.learn(line.id, line.version);
    this.outbox.receive(data.replies);
    if (data.focus && data.focus.stamp !== this.focused) {
      this.focused = data.focus.stamp;
      this.rows.get(this.active)?.closeField();
      this.active = data.focus.id;
    }
    if (!this.lines.lines.has(this.active)) this.active = data.active?.id ?? null; // filtered out
    this.arrange();
    this.askForActive();
    if (this.active === null || data.active?.id === this.active) this.panel.show(data.active);
    this.showSaving();
    if (first) this.outbox.flushAll();
    if (first && this.active !== null) this.rows.get(this.active)?.node.scrollIntoView({ block: "center" });
  }

  /** Where the server speaks of another segment than the open one, as after a restart, it is told once which is open. */
  askForActive() {
    if (this.data.active?.id === this.active || this.toldActive === this.active) return;
    this.tellActive(this.active);
  }

  tellActive(id) {
    this.toldActive = id;
    this.report();
  }

  sendEvents(events) {
    this.events = events;
    this.report();
  }

  /** Tells the server how things stand here: once for all that an act of the person's changes. */
  report() {
    if (!this.reporting) queueMicrotask(() => this.sendReport());
    this.reporting = true;
  }

  sendReport() {
    if (!this.reporting) return;
    this.reporting = false;
    this.setStateValue("report", { events: this.events, active: this.toldActive ?? null, held: this.lines.held });
  }

  /** Shows the rows that there are, in order, section by section; what has not changed is not touched. */
  arrange() {
    const focused = document.activeElement;
    for (const [id, row] of this.rows) {
      if (this.lines.lines.has(id)) continue;
      row.node.remove();
      this.rows.delete(id);
    }
    const { order } = this.lines;
    const sections = Math.ceil(order.length / SECTION);
    while (this.list.children.length > sections) this.list.lastChild.remove();
    for (let number = 0; number < sections; number += 1) {
      const section = this.list.children[number] ?? this.list.appendChild(element("div", { class: "hyg-section", role: "rowgroup" }));
      this.fillSection(section, order.slice(number * SECTION, (number + 1) * SECTION));
    }
    // A row that came into another section has lost the focus.
    if (focused !== document.activeElement && this.list.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Rows that are in the section and belong to the next one leave it as that one is filled. */
  fillSection(section, segments) {
    let place = section.firstChild;
    for (const id of segments) {
      const line = this.lines.lines.get(id);
      const known = this.rows.get(id);
      if (known) known.show(line);
      else this.rows.set(id, new Row(this, line));
      const { node } = this.rows.get(id);
      if (place === node) place = place.nextSibling;
      else section.insertBefore(node, place);
    }
  }

  activate(id, focus = true) {
    if (this.active === id) return;
    const former = this.rows.get(this.active);
    if (former) this.outbox.flush(former.id);
    this.active = id;
    this.asking = null;
    for (const row of [former, this.rows.get(id)]) {
      row?.closeField();
      row?.show(row.row);
    }
    const opened = this.rows.get(id);
    if (focus) opened?.field?.focus();
    opened?.node.scrollIntoView({ block: "nearest" });
    this.tellActive(id);
  }

  /** A row reached with the tab key opens; a click opens it as well, but only once the mouse has let go. */
  byKeyboard(id) {
    if (!this.rows.get(id)?.press) this.activate(id);
  }

  /** Confirms or approves the open row and goes on to the next that waits for the same. */
  finish(kind) {
    const row = this.rows.get(this.active);
    if (!row?.field || row.field.readOnly || this.outbox.conflicts.has(row.id)) return;
    const text = row.field.value;
    if (!text.trim()) return this.tell(this.say.nothing_typed);
    this.outbox.typed.set(row.id, text);
    this.outbox.persist();
    this.outbox.post(kind, row.id, { target: text });
    const done = kind === "approve" ? ["approved"] : ["translated", "approved"];
    const following = this.lines.after(row.id);
    const next = following.find((other) => !done.includes(other.status)) ?? following[0];
    if (next) this.activate(next.id);
    else row.show(row.row);
  }

  act(kind, fields = {}) {
    const row = this.rows.get(this.active);
    if (!row) return;
    this.asking = null;
    this.outbox.flush(row.id);
    this.outbox.post(kind, row.id, fields);
    row.show(row.row);
  }

  ask(question) {
    this.asking = this.asking === question ? null : question;
    const row = this.rows.get(this.active);
    row?.show(row.row);
    if (!this.asking) row?.field?.focus();
    else requestAnimationFrame(() => row?.node.querySelector(".hyg-question")?.scrollIntoView({ block: "nearest" }));
  }

  insert(text) {
    const field = this.rows.get(this.active)?.field;
    if (field && !field.readOnly) insertAtCaret(field, text);
  }

  replace(text) {
    const field = this.rows.get(this.active)?.field;
    if (!field || field.readOnly) return;
    field.select();
    insertAtCaret(field, text);
  }

  step(by) {
    const next = this.lines.beside(this.active, by);
    if (next !== undefined) this.activate(next);
  }

  onKey(event, row) {
    if (event.isComposing || row.composing) return;
    const chosen = event.altKey && /^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) - 1 : -1;
    const term = this.data.active?.id === this.active ? this.data.active?.terms[chosen] : null;
    const review = this.data.mode === "review";
    if (event.key === "Enter" && event.ctrlKey) this.finish(this.data.reviewer && (review || event.shiftKey) ? "approve" : "confirm");
    else if (event.key === "ArrowDown" && (event.altKey || event.ctrlKey)) this.step(1);
    else if (event.key === "ArrowUp" && (event.altKey || event.ctrlKey)) this.step(-1);
    else if (event.key === "Escape") row.field.blur();
    else if (term) this.insert(term.renderings[0]);
    else if (event.key !== "Enter" || event.shiftKey || row.row.source.includes("\n")) return; // a segment is one line
    event.preventDefault();
    event.stopPropagation();
  }

  onOutbox(segment, event, reply) {
    const row = this.rows.get(segment);
    row?.show(row.row);
    if (event && reply?.message && !reply.conflict) this.tell(reply.message, !reply.ok);
    else this.showSaving();
  }

  tell(message, bad = false) {
    this.status.textContent = message;
    this.status.classList.toggle("hyg-failed", bad);
    this.told = performance.now();
  }

  showSaving() {
    if (this.told && performance.now() - this.told < 4000 && !this.outbox.pending) return;
    const { say, outbox } = this;
    this.status.classList.toggle("hyg-failed", Boolean(outbox.failure || outbox.conflicts.size));
    this.status.textContent = outbox.failure || (outbox.conflicts.size ? say.conflicts : outbox.pending ? say.saving : say.saved);
  }

  close() {
    window.removeEventListener("pagehide", this.onLeave);
    document.removeEventListener("visibilitychange", this.onLeave);
    this.outbox.close();
    this.sendReport();
  }
}

const grids = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let grid = grids.get(parentElement);
  if (!grid) {
    const root = element("div", { class: "hyg" });
    parentElement.append(root);
    grid = new Grid(root, data, setStateValue);
    grids.set(parentElement, grid);
  }
  grid.update(data, setStateValue);
  return () => {
    grid.close();
    grids.delete(parentElement);
  };
}
