/**
 * The Chinese calendar computed from astronomy alone, as an oracle for the calendar library.
 *
 * New moons: J. Meeus, *Astronomical Algorithms*, 2nd ed., ch. 49 (within about 20 s of the truth, 1900–2100).
 * Solar terms: ch. 25 with the Earth's VSOP87 series of appendix III (about 1″, that is 24 s of time) and ch. 22's
 * leading nutation terms. ΔT: Espenak & Meeus' polynomials.
 * Months: GB/T 33661-2017 (month 11 holds the winter solstice; of thirteen months between two solstices the first one
 * without a zhongqi is the leap month), with the clock China then used: Beijing's local mean time before 1929, UTC+8
 * since. It shares no line with the library it checks.
 */

/** One month of a lunar year. */
export interface OracleMonth {
  /** Gregorian 'YYYY-MM-DD' of its first day. */
  first: string;
  month: number;
  leap: boolean;
  /** 29 or 30. */
  length: number;
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180;
const sin = (degrees: number): number => Math.sin(rad(degrees));
const polynomial = (x: number, ...coefficients: number[]): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** From this day number (days since 1970-01-01) on, 1929-01-01, the calendar follows UTC+8. */
const UTC8_SINCE = Date.UTC(1929, 0, 1) / 86_400_000;
const BEIJING_MEAN_HOURS = 7 + 45 / 60 + 40 / 3600;

/** ΔT = TT − UT in seconds (Espenak & Meeus, NASA/TP-2006-214141); `year` is decimal, 1860–2150. */
export function deltaT(year: number): number {
  if (year < 1900)
    return polynomial(year - 1860, 7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174);
  if (year < 1920) return polynomial(year - 1900, -2.79, 1.494119, -0.0598939, 0.0061966, -0.000197);
  if (year < 1941) return polynomial(year - 1920, 21.2, 0.84493, -0.0761, 0.0020936);
  if (year < 1961) return polynomial(year - 1950, 29.07, 0.407, -1 / 233, 1 / 2547);
  if (year < 1986) return polynomial(year - 1975, 45.45, 1.067, -1 / 260, -1 / 718);
  if (year < 2005)
    return polynomial(year - 2000, 63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599);
  if (year < 2050) return polynomial(year - 2000, 62.92, 0.32217, 0.005589);
  return -20 + 32 * ((year - 1820) / 100) ** 2 - 0.5628 * (2150 - year);
}

/** Julian ephemeris day → days since 1970-01-01T00:00 UT. */
function unixDays(jde: number): number {
  const year = 2000 + (jde - 2451545) / 365.25;
  return jde - 2440587.5 - deltaT(year) / 86_400;
}

/** The civil day (days since 1970-01-01) in China, and the seconds since its midnight, of an instant in UT. */
export function chinaDay(unix: number): { day: number; seconds: number } {
  const hours = unix < UTC8_SINCE ? BEIJING_MEAN_HOURS : 8;
  const local = unix + hours / 24;
  const day = Math.floor(local);
  return { day, seconds: (local - day) * 86_400 };
}

/** Ch. 49, table of periodic terms for the new moon: coefficient, power of E, multiples of M, M′, F, Ω. */
const NEW_MOON_TERMS = [
  -0.4072, 0, 0, 1, 0, 0, 0.17241, 1, 1, 0, 0, 0, 0.01608, 0, 0, 2, 0, 0, 0.01039, 0, 0, 0, 2, 0, 0.00739, 1,
  -1, 1, 0, 0, -0.00514, 1, 1, 1, 0, 0, 0.00208, 2, 2, 0, 0, 0, -0.00111, 0, 0, 1, -2, 0, -0.00057, 0, 0, 1,
  2, 0, 0.00056, 1, 1, 2, 0, 0, -0.00042, 0, 0, 3, 0, 0, 0.00042, 1, 1, 0, 2, 0, 0.00038, 1, 1, 0, -2, 0,
  -0.00024, 1, -1, 2, 0, 0, -0.00017, 0, 0, 0, 0, 1, -0.00007, 0, 2, 1, 0, 0, 0.00004, 0, 0, 2, -2, 0,
  0.00004, 0, 3, 0, 0, 0, 0.00003, 0, 1, 1, -2, 0, 0.00003, 0, 0, 2, 2, 0, -0.00003, 0, 1, 1, 2, 0, 0.00003,
  0, -1, 1, 2, 0, -0.00002, 0, -1, 1, -2, 0, -0.00002, 0, 1, 3, 0, 0, 0.00002, 0, 0, 4, 0, 0,
];

/** Ch. 49, planetary arguments A1–A14: coefficient, degrees at k = 0, degrees per lunation (A1's k² term apart). */
const PLANET_TERMS = [
  0.000325, 299.77, 0.107408, 0.000165, 251.88, 0.016321, 0.000164, 251.83, 26.651886, 0.000126, 349.42,
  36.412478, 0.00011, 84.66, 18.206239, 0.000062, 141.74, 53.303771, 0.00006, 207.14, 2.453732, 0.000056,
  154.84, 7.30686, 0.000047, 34.52, 27.261239, 0.000042, 207.19, 0.121824, 0.00004, 291.34, 1.844379,
  0.000037, 161.72, 24.198154, 0.000035, 239.56, 25.513099, 0.000023, 331.55, 3.592518,
];

/** Splits a flat list into rows. */
function rows(flat: number[], width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, row) => flat.slice(row * width, (row + 1) * width));
}

const newMoonRows = rows(NEW_MOON_TERMS, 6);
const planetRows = rows(PLANET_TERMS, 3);

/** The new moon number `k` (k = 0: 6 January 2000), as Julian ephemeris day. */
export function newMoonJde(k: number): number {
  const t = k / 1236.85;
  const e = polynomial(t, 1, -0.002516, -0.0000074);
  const m = polynomial(t, 2.5534 + 29.1053567 * k, 0, -0.0000014, -0.00000011);
  const moon = polynomial(t, 201.5643 + 385.81693528 * k, 0, 0.0107582, 0.00001238, -0.000000058);
  const f = polynomial(t, 160.7108 + 390.67050284 * k, 0, -0.0016118, -0.00000227, 0.000000011);
  const node = polynomial(t, 124.7746 - 1.56375588 * k, 0, 0.0020672, 0.00000215);
  let jde = polynomial(t, 2451550.09766 + 29.530588861 * k, 0, 0.00015437, -0.00000015, 0.00000000073);
  for (const [c = 0, power = 0, a = 0, b = 0, d = 0, n = 0] of newMoonRows)
    jde += c * e ** power * sin(a * m + b * moon + d * f + n * node);
  planetRows.forEach(([c = 0, at = 0, rate = 0], i) => {
    jde += c * sin(at + rate * k - (i === 0 ? 0.009173 * t * t : 0));
  });
  return jde;
}

/** Appendix III, the Earth's heliocentric longitude: amplitude (1e-8 rad), phase, frequency per millennium. */
const EARTH_L = [
  [
    175347046, 0, 0, 3341656, 4.6692568, 6283.07585, 34894, 4.6261, 12566.1517, 3497, 2.7441, 5753.3849, 3418,
    2.8289, 3.5231, 3136, 3.6277, 77713.7715, 2676, 4.4181, 7860.4194, 2343, 6.1352, 3930.2097, 1324, 0.7425,
    11506.7698, 1273, 2.0371, 529.691, 1199, 1.1096, 1577.3435, 990, 5.233, 5884.927, 902, 2.045, 26.298, 857,
    3.508, 398.149, 780, 1.179, 5223.694, 753, 2.533, 5507.553, 505, 4.583, 18849.228, 492, 4.205, 775.523,
    357, 2.92, 0.067, 317, 5.849, 11790.629, 284, 1.899, 796.298, 271, 0.315, 10977.079, 243, 0.345, 5486.778,
    206, 4.806, 2544.314, 205, 1.869, 5573.143, 202, 2.458, 6069.777, 156, 0.833, 213.299, 132, 3.411,
    2942.463, 126, 1.083, 20.775, 115, 0.645, 0.98, 103, 0.636, 4694.003, 102, 0.976, 15720.839, 102, 4.267,
    7.114, 99, 6.21, 2146.17, 98, 0.68, 155.42, 86, 5.98, 161000.69, 85, 1.3, 6275.96, 85, 3.67, 71430.7, 80,
    1.81, 17260.15, 79, 3.04, 12036.46, 75, 1.76, 5088.63, 74, 3.5, 3154.69, 74, 4.68, 801.82, 70, 0.83,
    9437.76, 62, 3.98, 8827.39, 61, 1.82, 7084.9, 57, 2.78, 6286.6, 56, 4.39, 14143.5, 56, 3.47, 6279.55, 52,
    0.19, 12139.55, 52, 1.33, 1748.02, 51, 0.28, 5856.48, 49, 0.49, 1194.45, 41, 5.37, 8429.24, 41, 2.4,
    19651.05, 39, 6.17, 10447.39, 37, 6.04, 10213.29, 37, 2.57, 1059.38, 36, 1.71, 2352.87, 36, 1.78, 6812.77,
    33, 0.59, 17789.85, 30, 0.44, 83996.85, 30, 2.74, 1349.87, 25, 3.16, 4690.48,
  ],
  [
    628331966747, 0, 0, 206059, 2.678235, 6283.07585, 4303, 2.6351, 12566.1517, 425, 1.59, 3.523, 119, 5.796,
    26.298, 109, 2.966, 1577.344, 93, 2.59, 18849.23, 72, 1.14, 529.69, 68, 1.87, 398.15, 67, 4.41, 5507.55,
    59, 2.89, 5223.69, 56, 2.17, 155.42, 45, 0.4, 796.3, 36, 0.47, 775.52, 29, 2.65, 7.11, 21, 5.34, 0.98, 19,
    1.85, 5486.78, 19, 4.97, 213.3, 17, 2.99, 6275.96, 16, 0.03, 2544.31, 16, 1.43, 2146.17, 15, 1.21,
    10977.08, 12, 2.83, 1748.02, 12, 3.26, 5088.63, 12, 5.27, 1194.45, 12, 2.08, 4694, 11, 0.77, 553.57, 10,
    1.3, 6286.6, 10, 4.24, 1349.87, 9, 2.7, 242.73, 9, 5.64, 951.72, 8, 5.3, 2352.87, 6, 2.65, 9437.76, 6,
    4.67, 4690.48,
  ],
  [
    52919, 0, 0, 8720, 1.0721, 6283.0758, 309, 0.867, 12566.152, 27, 0.05, 3.52, 16, 5.19, 26.3, 16, 3.68,
    155.42, 10, 0.76, 18849.23, 9, 2.06, 77713.77, 7, 0.83, 775.52, 5, 4.66, 1577.34, 4, 1.03, 7.11, 4, 3.44,
    5573.14,
  ],
  [289, 5.844, 6283.076, 35, 0, 0, 17, 5.49, 12566.15],
  [114, 3.142, 0, 8, 4.13, 6283.08],
].map(series => rows(series, 3));

/** Ch. 22, Δψ in units of 0.0001″: amplitude, multiples of L, L′ (sun's and moon's mean longitude), Ω, M. */
const NUTATION = [
  [-171996, 0, 0, 1, 0],
  [-13187, 2, 0, 0, 0],
  [-2274, 0, 2, 0, 0],
  [2062, 0, 0, 2, 0],
  [1426, 0, 0, 0, 1],
  [-517, 2, 0, 0, 1],
  [217, 2, 0, 0, -1],
  [129, 2, 0, -1, 0],
];

/** Nutation in longitude, degrees; `t` in Julian centuries from J2000. */
function nutation(t: number): number {
  const sun = 280.4665 + 36000.7698 * t;
  const moon = 218.3165 + 481267.8813 * t;
  const node = 125.04452 - 1934.136261 * t;
  const anomaly = 357.52772 + 35999.05034 * t;
  return (
    NUTATION.reduce(
      (sum, [c = 0, l = 0, lm = 0, n = 0, m = 0]) =>
        sum + c * sin(l * sun + lm * moon + n * node + m * anomaly),
      0,
    ) / 36_000_000
  );
}

/** The sun's apparent geocentric longitude in degrees, 0 ≤ λ < 360. */
export function sunLongitude(jde: number): number {
  const tau = (jde - 2451545) / 365250;
  const series = EARTH_L.map(terms =>
    terms.reduce((sum, [a = 0, b = 0, c = 0]) => sum + a * Math.cos(b + c * tau), 0),
  );
  const earth = (polynomial(tau, ...series) / 1e8) * (180 / Math.PI);
  const radius = 1.00014 + 0.0167069 * Math.cos(3.0984635 + 6283.07585 * tau);
  const arcseconds = -0.09033 - 20.4898 / radius;
  return (((earth + 180 + arcseconds / 3600 + nutation(tau * 10)) % 360) + 360) % 360;
}

/** The instant (Julian ephemeris day) near `guess` at which the sun reaches `longitude` degrees. */
export function sunAt(longitude: number, guess: number): number {
  let jde = guess;
  for (let i = 0; i < 8; i++) {
    const error = ((((longitude - sunLongitude(jde)) % 360) + 540) % 360) - 180;
    jde += (error * 365.2422) / 360;
  }
  return jde;
}

/** The instant (days since 1970-01-01 UT) of a new moon. */
export const newMoonAt = (k: number): number => unixDays(newMoonJde(k));

/** The instant (days since 1970-01-01 UT) in the Gregorian `year` of the solar term at `longitude` (0 = spring equinox). */
export function solarTermAt(longitude: number, year: number): number {
  const spring = 2451623.8 + (year - 2000) * 365.2422;
  const offset = longitude > 280 ? longitude - 360 : longitude;
  return unixDays(sunAt(longitude, spring + (offset * 365.2422) / 360));
}

/**
 * Where the calendar in people's hands has another first day than the computation, and why.
 * 1906: the Qing court's calendar, by the method of 1742 and apparent solar time; the computed new moon is at 23:52:10.
 * 2057: the polynomial for ΔT, carried so far ahead, puts the new moon 2 s before midnight; with the slower growth of ΔT
 * measured since 2005 it falls within the first minute of the 29th, which is what tyme4ts has (Hong Kong Observatory
 * prints the 28th, and warns that it may be off by a day, as it does for 2089-09-04 and 2097-08-07).
 */
export const PUBLISHED_OTHERWISE: Record<string, string> = {
  '1906-04-23': '1906-04-24',
  '2057-09-28': '2057-09-29',
};

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const solsticeDay = (year: number): number => chinaDay(solarTermAt(270, year)).day;

/** The first civil day of the month of new moon number `k`. */
function firstDay(k: number): number {
  const { day } = chinaDay(newMoonAt(k));
  const published = PUBLISHED_OTHERWISE[isoDay(day)];
  return published === undefined ? day : Date.parse(published) / 86_400_000;
}

/** The number of the last new moon on or before the civil day `day`. */
function newMoonOnOrBefore(day: number): number {
  let k = Math.round((day - 10962) / 29.530588861) + 1;
  while (firstDay(k) > day) k--;
  return k;
}

const zhongqiDays = new Map<number, number[]>();

/** The civil days of a Gregorian year's twelve zhongqi (multiples of 30°). */
function zhongqiOf(year: number): number[] {
  const known =
    zhongqiDays.get(year) ?? Array.from({ length: 12 }, (_, i) => chinaDay(solarTermAt(i * 30, year)).day);
  zhongqiDays.set(year, known);
  return known;
}

/** Whether a zhongqi falls on a civil day in [from, to). */
function hasZhongqi(from: number, to: number): boolean {
  const year = new Date(from * 86_400_000).getUTCFullYear();
  return [...zhongqiOf(year), ...zhongqiOf(year + 1)].some(day => day >= from && day < to);
}

/** The months from month 11 of lunar year `year` − 1 up to, not including, month 11 of `year`. */
export function suiMonths(year: number): OracleMonth[] {
  const k = newMoonOnOrBefore(solsticeDay(year - 1));
  const count = newMoonOnOrBefore(solsticeDay(year)) - k;
  const days = Array.from({ length: count + 1 }, (_, i) => firstDay(k + i));
  const spans = days.slice(1).map((next, i) => ({ first: days[i] ?? 0, next }));
  const leapAt = count === 13 ? spans.findIndex(span => !hasZhongqi(span.first, span.next)) : -1;
  return spans.map(({ first, next }, i) => {
    const number = leapAt >= 0 && i >= leapAt ? i - 1 : i;
    return {
      first: isoDay(first),
      month: ((number + 10) % 12) + 1,
      leap: i === leapAt,
      length: next - first,
    };
  });
}

/** The months of the lunar year that begins in the Gregorian year `year`, 正月 first. */
export function lunarYear(year: number): OracleMonth[] {
  const before = suiMonths(year);
  const start = before.findIndex(month => month.month === 1);
  const after = suiMonths(year + 1);
  return [
    ...before.slice(start),
    ...after.slice(
      0,
      after.findIndex(month => month.month === 1),
    ),
  ];
}

/** A lunar year in one line, '1 01-31 29 | … | L11 12-22 29 | 12 01-20 30': number (L for leap), first day, length. */
export function yearLine(year: number): string {
  return lunarYear(year)
    .map(({ leap, month, first, length }) => `${leap ? 'L' : ''}${month} ${first.slice(5)} ${length}`)
    .join(' | ');
}
