// The ways a page is visited: language × JavaScript × width × hand (pointer, or the keyboard alone). The whole matrix is
// sixteen ways; a run takes two of them, each the opposite of the other in everything, so that every run sees both
// languages, JavaScript on and off, both widths and both hands, and eight days in a row see all sixteen.
// `HABEAS_MATRIX=all` takes them all.

export const ways = ['fr', 'en'].flatMap((lang) =>
  [true, false].flatMap((js) =>
    [360, 1280].flatMap((width) => ['keyboard', 'pointer'].map((hand) => ({ lang, js, width, hand }))),
  ),
)

const opposite = ({ lang, js, width, hand }) =>
  ways.find((way) => way.lang !== lang && way.js !== js && way.width !== width && way.hand !== hand)

/** The two ways of one day, a number of days since 1970. */
export function slice(day) {
  const first = ways[day % 8]
  return [first, opposite(first)]
}

/** What this run takes: everything when asked, else the slice of the day the run began (HABEAS_DAY). */
export function chosen(environment = process.env) {
  return environment.HABEAS_MATRIX === 'all' ? ways : slice(Number(environment.HABEAS_DAY))
}

/** A way in words, for the name of a test. */
export const words = ({ lang, js, width, hand }) =>
  `${lang}, ${js ? 'with' : 'without'} JavaScript, ${width} px, ${hand === 'keyboard' ? 'by keyboard alone' : 'by pointer'}`
