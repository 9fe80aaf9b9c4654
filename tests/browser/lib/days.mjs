// Days of the demonstration that nobody has booked yet: it is furnished for six weeks ahead.
const FIRST_EMPTY_DAYS_AHEAD = 46;
const DAY_MS = 86_400_000;

// The nth empty working day, `yyyy-mm-dd`. Each story has its own, so that none disturbs another.
export function emptyDay(nth) {
  let day = new Date(Date.now() + FIRST_EMPTY_DAYS_AHEAD * DAY_MS);
  for (let found = -1; ;) {
    if (![0, 6].includes(day.getUTCDay())) found += 1;
    if (found === nth) return day.toISOString().slice(0, 10);
    day = new Date(day.getTime() + DAY_MS);
  }
}
