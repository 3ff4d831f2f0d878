import { api } from './api.js';
import { drawMessage } from './bubbles.js';
import { attempt, make, makeButton, toast } from './dom.js';
import { createPicker, faceOf } from './picker.js';
import { samplePhoto, sampleVoice, sentencesFor } from './samples.js';

const LONG_SENTENCE = 12;
const NEAR_BOTTOM_PX = 80;

/** One phone: a person's chat with the app. */
export function createPhone({ people, unreadOf, chosen }) {
  const root = document.querySelector('#phone-template').content.firstElementChild.cloneNode(true);
  const part = selector => root.querySelector(selector);
  const log = part('.log');
  const input = part('textarea');
  let person;
  let last;
  /** What came in since the phone was last asked for anew: an older answer must not wipe it out. */
  let arrived = [];
  let isAtBottom = true;
  let buttons = [];

  const picker = createPicker(part('.picker'), {
    people,
    unreadOf,
    choose: next => void take(next),
    closed: () => part('.person').focus(),
  });

  async function take(next) {
    person = next;
    part('.person .face').replaceWith(faceOf(person));
    part('.person-name').textContent = person.name;
    part('.person-role').textContent = [person.roles, person.organisation].filter(Boolean).join(' · ');
    part('.person').setAttribute('aria-label', `${person.name}，换人`);
    input.value = '';
    fitInput();
    closeSheets();
    last = undefined;
    drawChips();
    chosen(person);
    await reload();
  }

  /** Draws the phone anew from what the server keeps. */
  async function reload() {
    const asked = person;
    arrived = [];
    const messages = asked && (await attempt(() => api.messages(asked.userId)));
    if (!messages || asked !== person) return;
    last = undefined;
    log.replaceChildren();
    if (messages.length === 0) log.append(make('p', 'tap', '还没有消息，先说一句话吧。'));
    for (const message of [...messages, ...arrived]) append(message);
    drawChips();
    toBottom();
  }

  function append(message) {
    if (last && message.seq <= last.seq) return;
    if (!last) log.replaceChildren();
    log.append(...drawMessage(message, last, faceOf(person)));
    last = message;
  }

  function toBottom() {
    log.scrollTop = log.scrollHeight;
    isAtBottom = true;
    part('.newest').hidden = true;
  }

  /** A message that arrives now. */
  function receive(message) {
    append(message);
    arrived.push(message);
    if (isAtBottom || message.side === 'person') toBottom();
    else part('.newest').hidden = false;
    drawChips();
  }

  async function sendText(text) {
    if (text.trim() === '') return;
    input.value = '';
    fitInput();
    const done = await attempt(() => api.text(person.userId, text));
    if (done === undefined && input.value === '') input.value = text;
  }

  /** Samples for newcomers; where the app asks for a number, the numbers it offers. */
  function drawChips() {
    const chips = part('.chips');
    const offers = last?.side === 'app' ? numbersIn(last.text) : [];
    const choices =
      offers.length > 0 ? offers : sentencesFor(person.roles).map(text => ({ label: text, text }));
    chips.replaceChildren(
      ...choices.map(({ label, text }) =>
        makeButton('chip', label, () => (text.length > LONG_SENTENCE ? fill(text) : void sendText(text))),
      ),
    );
    chips.scrollLeft = 0;
  }

  function fill(text) {
    input.value = text;
    fitInput();
    input.focus();
  }

  function fitInput() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
    root.classList.toggle('writing', input.value.trim() !== '');
  }

  function closeSheets() {
    for (const open of root.querySelectorAll('[aria-expanded=true]'))
      open.setAttribute('aria-expanded', 'false');
    for (const sheet of root.querySelectorAll('.sheet, .submenu')) sheet.hidden = true;
  }

  function toggle(opener, sheet) {
    const willOpen = sheet.hidden;
    closeSheets();
    sheet.hidden = !willOpen;
    opener.setAttribute('aria-expanded', String(willOpen));
  }

  function tapItem(item) {
    closeSheets();
    if (item.key) void attempt(() => api.click(person.userId, item.key));
    else toast('演示里不打开外部网页。');
  }

  function showMenu(next) {
    buttons = next;
    part('.menu').hidden = buttons.length === 0;
    part('.menu').replaceChildren(...buttons.map(drawGroup));
  }

  function drawGroup(group) {
    const box = make('div', 'menu-group');
    if (!group.sub_button?.length) {
      box.append(makeButton('menu-top', group.name, () => tapItem(group)));
      return box;
    }
    const sub = make('div', 'submenu');
    sub.hidden = true;
    sub.append(...group.sub_button.map(item => makeButton('', item.name, () => tapItem(item))));
    const top = makeButton('menu-top grouped', group.name, () => toggle(top, sub));
    top.setAttribute('aria-expanded', 'false');
    box.append(top, sub);
    return box;
  }

  async function sendPhoto(blob) {
    closeSheets();
    if (blob) await attempt(() => api.photo(person.userId, blob));
  }

  part('.person').addEventListener('click', () => picker.open());
  part('.newest').addEventListener('click', toBottom);
  log.addEventListener('scroll', () => {
    isAtBottom = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM_PX;
    if (isAtBottom) part('.newest').hidden = true;
  });
  new ResizeObserver(() => isAtBottom && toBottom()).observe(log);
  part('.composer').addEventListener('submit', event => {
    event.preventDefault();
    void sendText(input.value);
  });
  input.addEventListener('input', fitInput);
  input.addEventListener('focus', closeSheets);
  input.addEventListener('keydown', event => {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    void sendText(input.value);
  });
  part('.voice').addEventListener('click', event => toggle(event.currentTarget, part('.voice-sheet')));
  part('.plus').addEventListener('click', event => toggle(event.currentTarget, part('.plus-sheet')));
  part('[data-act=voice]').addEventListener('click', () => {
    closeSheets();
    void attempt(() => api.voice(person.userId, sampleVoice(6)));
  });
  part('[data-act=pick]').addEventListener('click', () => part('input[type=file]').click());
  part('[data-act=sample]').addEventListener('click', async () => sendPhoto(await samplePhoto()));
  part('input[type=file]').addEventListener('change', event => {
    void sendPhoto(event.target.files[0]);
    event.target.value = '';
  });
  root.addEventListener('keydown', event => {
    if (event.key === 'Escape') closeSheets();
  });
  document.addEventListener('click', event => {
    if (!event.target.closest('.menu, .sheet, .voice, .plus') || !root.contains(event.target)) closeSheets();
  });

  return { root, take, reload, receive, showMenu, person: () => person, hasMenu: () => buttons.length > 0 };
}

/** The numbered choices of a message that asks for one of them. */
function numbersIn(text) {
  if (!/回复(数字|序号|编号)/.test(text)) return [];
  const lines = [...text.matchAll(/^\s*(\d{1,2})\s*[.．、：:)）\s]\s*(.{1,30})/gm)];
  return lines.slice(0, 9).map(([, number, label]) => ({ label: `${number} ${label}`, text: number }));
}
