const QUIET = 400; // milliseconds without a keystroke after which a text is sent
const RETRY = 5000; // milliseconds after which what had no answer, or a failure that may pass, is sent again
const PATIENCE = 60000; // milliseconds between two of these at most: what is sent again interrupts a slow server's answer
const IDLE = 30; // seconds without a keystroke that count as thinking; what is longer is a pause

/**
 * What a person did and the server has not confirmed yet.
 *
 * Texts being typed are kept in the browser's storage at every keystroke, so that neither a closed window nor a
 * server that stops loses one. One event of a segment is under way at a time, so that each names the version that
 * the one before it made. The server answers every event by its nonce, and repeats the answer where it is asked again.
 */
class Outbox {
  constructor(storageKey, send, changed) {
    this.storageKey = storageKey;
    this.send = send; // hands the events under way to the server
    this.changed = changed; // (segment, event, reply) after an answer; (segment) where only the saving state changed
    this.base = new Map(); // segment -> the version that its text here is made from
    this.typed = new Map(); // segment -> text that is not saved yet
    this.conflicts = new Map(); // segment -> what somebody else saved
    this.queue = [];
    this.underway = new Map(); // segment -> event
    this.timers = new Map();
    this.effort = new Map(); // segment -> { seconds, last }
    this.failure = "";
    this.attempt = 0; // how often was sent again what had no answer
    this.sent = 0; // when something was sent last
    this.watch = setInterval(() => this.repeat(), RETRY / 5);
    this.restore();
  }

  restore() {
    try {
      for (const [segment, { text, version }] of Object.entries(JSON.parse(localStorage.getItem(this.storageKey)) ?? {})) {
        this.typed.set(Number(segment), text);
        this.base.set(Number(segment), version);
      }
    } catch {
      localStorage.removeItem(this.storageKey);
    }
  }

  persist() {
    const kept = [...this.typed].map(([segment, text]) => [segment, { text, version: this.base.get(segment) }]);
    if (kept.length) localStorage.setItem(this.storageKey, JSON.stringify(Object.fromEntries(kept)));
    else localStorage.removeItem(this.storageKey);
  }

  /** What the server says of a segment; its version counts unless a text here is made from an earlier one. */
  learn(segment, version) {
    if (!this.typed.has(segment) && !this.isBusy(segment)) this.base.set(segment, version);
  }

  type(segment, text) {
    const now = performance.now() / 1000;
    const effort = this.effort.get(segment) ?? { seconds: 0, last: now };
    effort.seconds += Math.min(now - effort.last, IDLE);
    effort.last = now;
    this.effort.set(segment, effort);
    this.typed.set(segment, text);
    this.persist();
    clearTimeout(this.timers.get(segment));
    this.timers.set(segment, setTimeout(() => this.flush(segment), QUIET));
    this.changed(segment);
  }

  /** Sends what is typed in the segment, unless an event of it is under way: then after that one's answer. */
  flush(segment) {
    clearTimeout(this.timers.get(segment));
    if (!this.typed.has(segment) || this.conflicts.has(segment) || this.isBusy(segment)) return;
    this.post("save", segment, { target: this.typed.get(segment) });
  }

  flushAll() {
    for (const segment of this.typed.keys()) this.flush(segment);
  }

  post(kind, segment, fields = {}) {
    clearTimeout(this.timers.get(segment));
    this.queue.push({ nonce: `${Date.now()}-${Math.random()}`, kind, segment, seconds: this.takeSeconds(segment), ...fields });
    this.pump();
  }

  pump() {
    this.queue = this.queue.filter((event) => {
      if (this.underway.has(event.segment)) return true;
      this.underway.set(event.segment, { ...event, version: this.base.get(event.segment) });
      return false;
    });
    if (this.underway.size) this.dispatch([...this.underway.values()]);
  }

  dispatch(events) {
    this.sent = performance.now();
    this.send(events);
  }

  receive(replies) {
    let answered = false;
    for (const reply of replies) {
      const event = [...this.underway.values()].find((one) => one.nonce === reply.nonce);
      if (!event) continue;
      answered = true;
      this.underway.delete(event.segment);
      this.settle(event, reply);
    }
    if (!answered) return;
    this.attempt = 0;
    this.pump();
  }

  settle(event, reply) {
    const { segment } = event;
    this.failure = reply.ok || reply.conflict ? "" : reply.message;
    if (reply.version !== undefined) this.base.set(segment, reply.version);
    if (reply.conflict) {
      if (!this.typed.has(segment) && event.target !== undefined) this.typed.set(segment, event.target);
      if (this.typed.has(segment)) this.conflicts.set(segment, reply.conflict);
      else this.base.set(segment, reply.conflict.version);
      this.queue = this.queue.filter((other) => other.segment !== segment);
    } else if (reply.ok && event.target !== undefined && this.typed.get(segment) === event.target) {
      this.typed.delete(segment);
    } else if (!reply.ok && !reply.retry && event.kind === "save") {
      this.queue = this.queue.filter((other) => other.segment !== segment);
    }
    this.persist();
    this.changed(segment, event, reply);
    if (this.typed.has(segment) && reply.ok) this.flush(segment);
    if (!reply.ok && reply.retry) setTimeout(() => this.flush(segment), RETRY);
  }

  /** Where two people changed a segment: this person's text replaces the other's, or is given up. */
  decide(segment, mine) {
    const other = this.conflicts.get(segment);
    this.conflicts.delete(segment);
    this.base.set(segment, other.version);
    if (mine) this.flush(segment);
    else this.typed.delete(segment);
    this.persist();
    this.changed(segment);
  }

  repeat() {
    const patience = Math.min(RETRY * 2 ** this.attempt, PATIENCE);
    if (!this.underway.size || performance.now() - this.sent < patience) return;
    this.attempt += 1;
    this.dispatch([...this.underway.values()].map((event) => ({ ...event, attempt: this.attempt })));
  }

  takeSeconds(segment) {
    const effort = this.effort.get(segment);
    this.effort.delete(segment);
    return effort ? Math.round(effort.seconds * 10) / 10 : 0;
  }

  isBusy(segment) {
    return this.underway.has(segment) || this.queue.some((event) => event.segment === segment);
  }

  get pending() {
    return this.typed.size + this.queue.length + this.underway.size;
  }

  close() {
    clearInterval(this.watch);
    this.flushAll();
  }
}
