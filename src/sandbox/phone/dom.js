/** Makes an element; text goes in as text, never as markup. */
export function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Makes a button that does something. */
export function makeButton(className, text, act) {
  const button = make('button', className, text);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}

let hideToast;

/** Says something in passing. */
export function toast(text) {
  const box = document.querySelector('.toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hideToast);
  hideToast = setTimeout(() => (box.hidden = true), 4000);
}

/** Runs something that may fail; the failure is told to the person. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

/** Remembered choices of this browser; a browser that forbids it just forgets. */
export const memory = {
  get(key) {
    try {
      return localStorage.getItem(`bangfu.${key}`);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`bangfu.${key}`, value);
    } catch {
      // Nothing depends on it.
    }
  },
};
