// Days of the demonstration that nobody has booked yet: it is furnished for six weeks ahead.
const FIRST_EMPTY_DAYS_AHEAD = 46;
const DAY_MS = 86_400_000;
let given = FIRST_EMPTY_DAYS_AHEAD;

// The next working day that is empty, `yyyy-mm-dd`. Each call has its own, so that no story disturbs another.
export function emptyDay() {
  for (;;) {
    const day = new Date(Date.now() + given * DAY_MS);
    given += 1;
    if (![0, 6].includes(day.getUTCDay())) return day.toISOString().slice(0, 10);
  }
}
