import { api, follow } from './api.js';
import { createPhone } from './chat.js';
import { createClock } from './clock.js';
import { attempt, makeButton, make, memory } from './dom.js';

/** Two phones, left and right; up to four with ?phones=LiMing,ZhangDeHou,WangFang,ChenZhiYuan. */
const named = (new URLSearchParams(location.search).get('phones') ?? '').split(/[,，、]/).filter(Boolean);
const SIDES = ['left', 'right', 'third', 'fourth'].slice(0, Math.max(2, Math.min(4, named.length)));
const unread = new Map();
let people = [];

const clock = createClock();
const phones = SIDES.map(side =>
  createPhone({
    people: () => people,
    unreadOf: userId => unread.get(userId.toLowerCase()) ?? 0,
    chosen: person => {
      if (named.length === 0) memory.set(side, person.userId);
      seen();
    },
  }),
);
let front = 0;

/** Marks as read what can be seen, and writes the switch of narrow screens anew. */
function seen() {
  phones.forEach((phone, index) => {
    const isVisible = index === front || matchMedia('(min-width: 900px)').matches;
    if (isVisible && phone.person()) unread.delete(phone.person().userId.toLowerCase());
  });
  const held = new Set(phones.map(phone => phone.person()?.userId.toLowerCase()));
  const isRinging = [...unread.keys()].some(userId => !held.has(userId));
  for (const phone of phones) phone.root.classList.toggle('ringing', isRinging);
  drawSwitch();
}

function drawSwitch() {
  const tabs = phones.map((phone, index) => {
    const person = phone.person();
    const tab = makeButton(index === front ? 'tab current' : 'tab', '', () => bringToFront(index));
    tab.setAttribute('aria-pressed', String(index === front));
    tab.append(make('span', 'tab-name', person?.name ?? ''), make('span', 'tab-role', person?.roles ?? ''));
    const count = unread.get(person?.userId.toLowerCase()) ?? 0;
    if (count > 0) tab.append(make('span', 'badge', String(count)));
    return tab;
  });
  document.querySelector('.switch').replaceChildren(...tabs);
}

function bringToFront(index) {
  front = index;
  phones.forEach((phone, at) => phone.root.classList.toggle('front', at === front));
  seen();
}

function receive({ userId, message }) {
  const key = userId.toLowerCase();
  if (message.side === 'app') unread.set(key, (unread.get(key) ?? 0) + 1);
  for (const phone of phones) if (phone.person()?.userId.toLowerCase() === key) phone.receive(message);
  seen();
  if (!phones[0].hasMenu()) void loadMenu();
}

async function loadMenu() {
  const menu = await attempt(() => api.menu());
  if (menu) for (const phone of phones) phone.showMenu(menu);
}

/** Who holds a phone: the address's choice (by account or by name), else the last one here, else a fitting person. */
function firstHolder(side, fallback) {
  const wanted =
    named[SIDES.indexOf(side)] ?? new URLSearchParams(location.search).get(side) ?? memory.get(side);
  return people.find(person => person.userId === wanted || person.name === wanted) ?? fallback ?? people[0];
}

function startPeople() {
  const helpers = people.filter(person => person.roles.includes('帮扶人'));
  const helper = helpers.find(person => person.name === '李明') ?? helpers[0];
  const members = people.filter(person => person.roles.includes('帮扶对象'));
  const neighbour = members.find(person => person.organisation === helper?.organisation) ?? members[0];
  return SIDES.map((side, index) => firstHolder(side, index === 0 ? helper : (neighbour ?? people[1])));
}

function startIntro() {
  const intro = document.querySelector('.intro');
  intro.hidden = memory.get('intro') === 'closed';
  intro.querySelector('button').addEventListener('click', () => {
    intro.hidden = true;
    memory.set('intro', 'closed');
  });
}

async function start() {
  startIntro();
  const viewer = document.querySelector('.viewer');
  viewer.addEventListener('click', () => viewer.close());
  people = (await attempt(() => api.people())) ?? [];
  if (people.length === 0) {
    document
      .querySelector('.phones')
      .append(make('p', 'nobody', '演示数据里还没有人。请先建好演示数据，再刷新本页。'));
    return;
  }
  const stage = document.querySelector('.phones');
  stage.classList.toggle('many', phones.length > 2);
  stage.style.setProperty('--phones', String(phones.length));
  stage.append(...phones.map(phone => phone.root));
  const holders = startPeople();
  await Promise.all(phones.map((phone, index) => phone.take(holders[index])));
  bringToFront(0);
  follow({
    opened: () => {
      void loadMenu();
      for (const phone of phones) void phone.reload();
    },
    message: receive,
    clock: clock.show,
  });
}

matchMedia('(min-width: 900px)').addEventListener('change', seen);
void start();
