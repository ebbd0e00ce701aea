/** An element with its attributes ("onclick" and the like are listeners) and children; strings become text, never markup. */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A text in pieces, each a string or [kind, string, title]: "del" and "ins" are differences, others classes of marks. */
function pieces(parts) {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const [kind, text, title] = part;
    if (kind === "del" || kind === "ins") return element(kind, {}, text);
    return element("span", { class: `hyg-mark hyg-${kind}`, title }, text);
  });
}

function button(label, onclick, { title = label, kind = "", disabled = false } = {}) {
  return element("button", { type: "button", class: `hyg-button ${kind}`, title, disabled, onclick }, label);
}

/** Whether each field holds more than space, which is cut off; the browser says at the first that does not what it lacks. */
function allFilled(fields) {
  for (const field of fields) field.value = field.value.trim();
  return fields.every((field) => field.reportValidity());
}

/** Puts text where the caret stands in the field, or in place of what is selected, as if it had been typed. */
function insertAtCaret(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function fitHeight(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
