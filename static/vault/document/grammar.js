// What there may be: the pinned parts, the limits, and every line that goes in or out.
const PINS = Object(/*PINS*/);
const LATER_PINS = Object(/*LATER_PINS*/); // of what only some files need
const MAX_FILES = 100;
const TICK = 5_000;
const HUNG_AFTER = 12; // ticks; counted, so that a phone that slept is not taken for a hung worker
const HEIGHT_STEP = 32;
const RETRIED = ["failed", "memory", "not-loaded"];
const MAX_FRAMES = 6_000; // of all videos together: what one case can carry

const CODES =
  "quality-too-low|corrupt|empty|too-large|too-small|unsupported|not-loaded|unreadable|memory|failed|list-damaged";
const SIGNAL =
  "pdq (?:stored|upright|white|black|mirror|crop|frame-\\d{1,3}) (?:[5-9]\\d|100) [0-9a-f]{64}";
const FRAME = "[0-9a-f]{64}/(?:[5-9]\\d|100)/\\d{1,6}\\.\\d{3}";
const FILM = `vpdq (?:whole|upright) (?:[5-9]\\d|100) ${FRAME}(?:;${FRAME}){0,599}`;
const SIGNALS =
  `(?:${SIGNAL}(?:,${SIGNAL}){0,11}` +
  `|video_md5 whole 100 [0-9a-f]{32}(?:,${FILM}){0,2})`;
const FROM_WORKER = new RegExp(
  `^([1-9]\\d{0,6}) (?:hashing (\\d\\d?|100)|refused (${CODES})` +
    `|more (${SIGNALS})` +
    `|done (${SIGNALS})(?: note (codec|plain|long|list)(?:-(\\d{1,3}))?)?)$`,
);
const OUT = new RegExp(
  "^(?:ready|leave|alive|problem (?:download|tampered|start|crashed)|left (?:\\d\\d?|100)" +
    "|height (?:[1-9]\\d?|[1-3]\\d\\d|400)|file (?:[1-9]\\d?|100) " +
    `(?:hashing|gone|refused (?:${CODES}|duplicate|stopped|too-much)|done ${SIGNALS}))$`,
);
