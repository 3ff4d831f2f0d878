import { make, makeButton } from './dom.js';

const SHOWN = 120;
const COLOURS = ['#4a7fb5', '#5b9279', '#a8734a', '#7d6aa8', '#b05f6d', '#4c8c94', '#8a7f3f'];

/** A coloured square with the family name. */
export function faceOf(person) {
  const face = make('span', 'face', person.name.slice(0, 1));
  const sum = [...person.userId].reduce((total, letter) => total + letter.codePointAt(0), 0);
  face.style.backgroundColor = COLOURS[sum % COLOURS.length];
  face.setAttribute('aria-hidden', 'true');
  return face;
}

function fits(person, words) {
  const text = [person.name, person.roles, person.organisation, person.note ?? '', person.userId].join(' ');
  return words.every(word => text.toLowerCase().includes(word));
}

function entry(person, unread, choose) {
  const button = makeButton('picker-item', '', () => choose(person));
  const text = make('span', 'person-text');
  text.append(make('span', 'person-name', person.name));
  text.append(make('span', 'person-role', [person.roles, person.note].filter(Boolean).join(' · ')));
  button.append(faceOf(person), text);
  if (unread > 0) button.append(make('span', 'badge', String(unread)));
  return button;
}

/** The list of people of one phone: searched by words, grouped by organisation. */
export function createPicker(box, { people, unreadOf, choose, closed }) {
  const search = box.querySelector('input');
  const list = box.querySelector('.picker-list');

  function draw() {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = people().filter(person => fits(person, words));
    const ringing = found.filter(person => unreadOf(person.userId) > 0);
    const groups = Map.groupBy
      ? Map.groupBy(found.slice(0, SHOWN), person => person.organisation)
      : groupByOrganisation(found.slice(0, SHOWN));
    list.replaceChildren();
    if (ringing.length > 0 && words.length === 0) addGroup('有新消息', ringing.slice(0, 8));
    for (const [organisation, members] of groups) addGroup(organisation, members);
    if (found.length === 0) list.append(make('p', 'picker-note', '没有找到，换个词试试。'));
    if (found.length > SHOWN)
      list.append(make('p', 'picker-note', `还有 ${found.length - SHOWN} 人，请输入姓名或单位查找。`));
  }
  function addGroup(title, members) {
    list.append(make('h3', '', title));
    for (const person of members) list.append(entry(person, unreadOf(person.userId), pick));
  }
  function pick(person) {
    close();
    choose(person);
  }
  function close() {
    box.hidden = true;
    closed();
  }

  search.addEventListener('input', draw);
  box.querySelector('.picker-close').addEventListener('click', close);
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.target === search && !event.isComposing) {
      event.preventDefault();
      list.querySelector('.picker-item')?.click();
    }
  });
  return {
    open() {
      search.value = '';
      draw();
      box.hidden = false;
      list.scrollTop = 0;
      // On a touch screen the keyboard would cover half of the list.
      (matchMedia('(hover: hover)').matches ? search : box.querySelector('.picker-close')).focus();
    },
  };
}

function groupByOrganisation(people) {
  const groups = new Map();
  for (const person of people)
    groups.set(person.organisation, [...(groups.get(person.organisation) ?? []), person]);
  return groups;
}
