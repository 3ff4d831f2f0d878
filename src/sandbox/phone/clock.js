import { api } from './api.js';
import { attempt } from './dom.js';
import { fromField, timeOf, toField } from './dates.js';

/** The clock of the desk: shows the product's time and moves it. */
export function createClock() {
  const box = document.querySelector('.clock');
  const part = name => box.querySelector(`[data-clock=${name}]`);
  const field = box.querySelector('input');
  let ahead = 0;

  const present = () => new Date(Date.now() + ahead);
  const tick = () => (part('time').textContent = timeOf(present()));

  function show({ now, line, moved, jumps }) {
    ahead = new Date(now) - Date.now();
    const [date, inside = ''] = line.replace('）', '').split('（');
    const [lunar = '', weekday = ''] = inside.split('，');
    part('date').textContent = `${date} ${weekday}`;
    part('lunar').textContent = lunar;
    part('state').textContent = moved ? '时间已经调过，从这里接着走。' : '现在走的是真实时间。';
    box.classList.toggle('moved', moved);
    for (const [jump, day] of Object.entries(jumps))
      box.querySelector(`[data-jump=${jump}] small`).textContent = day;
    if (document.activeElement !== field) field.value = toField(new Date(now));
    tick();
  }

  async function move(work) {
    box.classList.add('moving');
    for (const control of box.querySelectorAll('button, input')) control.disabled = true;
    const done = await attempt(async () => {
      await work();
      show(await api.clock());
      return true;
    });
    for (const control of box.querySelectorAll('button, input')) control.disabled = false;
    box.classList.remove('moving');
    if (done) setOpen(false);
  }

  const face = box.querySelector('.clock-face');
  function setOpen(isOpen) {
    box.classList.toggle('open', isOpen);
    face.setAttribute('aria-expanded', String(isOpen));
  }
  face.addEventListener('click', () => setOpen(!box.classList.contains('open')));
  for (const button of box.querySelectorAll('[data-jump]'))
    button.addEventListener('click', () => move(() => api.jump(button.dataset.jump)));
  box.querySelector('form').addEventListener('submit', event => {
    event.preventDefault();
    const wanted = fromField(field.value);
    field.blur();
    void move(() => api.setClock(wanted));
  });
  setInterval(tick, 1000);
  return { show };
}
