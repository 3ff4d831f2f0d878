const HOUR_MS = 3_600_000;
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const two = number => String(number).padStart(2, '0');

/** The parts of an instant in China, whatever the browser's own time zone. */
function inChina(instant) {
  const shifted = new Date(instant.getTime() + 8 * HOUR_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: WEEKDAYS[shifted.getUTCDay()],
    time: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
  };
}

/** "08:30" in China. */
export const timeOf = instant => inChina(instant).time;

/** The text between two messages, or nothing where they belong together. */
export function separator(previous, instant) {
  const now = inChina(instant);
  const full = `${now.month}月${now.day}日 ${now.weekday} ${now.time}`;
  if (!previous) return full;
  const then = inChina(previous);
  if (then.year !== now.year) return `${now.year}年${full}`;
  if (then.month !== now.month || then.day !== now.day) return full;
  const gapMs = instant - previous;
  return gapMs < 0 || gapMs > 5 * 60_000 ? now.time : '';
}

/** For a datetime-local field, and back from it as an instant in China. */
export function toField(instant) {
  const { year, month, day, time } = inChina(instant);
  return `${year}-${two(month)}-${two(day)}T${time}`;
}
export const fromField = value => `${value.slice(0, 16)}:00+08:00`;
