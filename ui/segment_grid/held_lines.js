/** The lines that the grid holds, in order, and the drawing that they are of: see `sent_lines.py` for how they come. */
class HeldLines {
  constructor() {
    this.held = null; // { series, number }, or null where what came builds on something that is not here
    this.lines = new Map(); // segment -> line; the same object as long as it has not changed
    this.order = [];
  }

  take({ series, number, since, order, changed }) {
    if (since && (this.held?.series !== series || this.held.number < since)) {
      this.held = null;
      return;
    }
    for (const line of changed) this.lines.set(line.id, line);
    if (order) {
      const wanted = new Set(order);
      for (const id of this.lines.keys()) if (!wanted.has(id)) this.lines.delete(id);
      this.order = order;
    }
    this.held = { series, number };
  }

  /** The lines after the segment's, or all of them where it is not there. */
  after(segment) {
    return this.order.slice(this.order.indexOf(segment) + 1).map((id) => this.lines.get(id));
  }

  /** The segment so many lines below, or above where `by` is negative. */
  beside(segment, by) {
    return this.order[this.order.indexOf(segment) + by];
  }
}
