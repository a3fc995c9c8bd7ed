/* The luma, row by row, shrunk to 64 x 64: PDQ's four box filters and the samples of their result.
 *
 * The reference keeps running sums in float32. Where an image is striped, symmetric or narrow, half of
 * its frequencies are nothing but the rounding of those sums, and half of the bits hang on it, however
 * good the image is. So each sum here is the reference's, in its order. What is saved is memory and
 * time: rows go through all four filters as they come, a filter along columns keeps as many rows as
 * its window is high, and filters along rows run over eight rows abreast.
 */
#include <stddef.h>
#include <stdint.h>

/* The side module has no C library of its own: these come from the runtime that loads it, and the
 * cross compiler has no headers for them. */
void *calloc(size_t, size_t);
void free(void *);
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);

#define GRID 64
#define ABREAST 8
#define ALWAYS static inline __attribute__((always_inline))

typedef float four __attribute__((vector_size(16), aligned(4)));

/* A box filter over one axis: sample i becomes the mean of those from i - before to i + after. The
 * grid takes the samples `taken`. */
typedef struct {
  int length, window, before, after, taken[GRID];
} box;

/* A box filter along columns, on its way down the rows. */
typedef struct {
  int width, rows;
  float *sum, *ring;
} fall;

/* Rows that wait until there are as many as go abreast, and their numbers. */
typedef struct {
  int count, number[ABREAST];
  float *rows;
} batch;

/* How one grid is filled. `turned`: its rows run along the columns that come in. Rows lie `stride`
 * apart, with room before and behind. `counts`: how many samples each mean along a row is of. */
typedef struct {
  size_t size, stride, room;
  int turned, x_reversed, rows;
  box across, down;
  fall first, second;
  batch early, late;
  float *counts, *mirrored;
  four *recent;
  int recent_mask;
  float grid[GRID][GRID];
} plan;

static int window_of(const box *b, int i) {
  int from = i - b->before > 0 ? i - b->before : 0;
  int to = i + b->after < b->length ? i + b->after + 1 : b->length;
  return to - from;
}

/* An even window is one longer ahead; `reversed`, when the samples come last to first, behind. */
static void make_box(box *b, int length, int reversed) {
  b->length = length;
  b->window = (length + 127) / 128;
  int half = (b->window + 2) / 2;
  b->after = reversed ? b->window - half : half - 1;
  b->before = b->window - 1 - b->after;
  for (int k = 0; k < GRID; k++) {
    int at = (int)((k + 0.5) * length / GRID);
    b->taken[k] = reversed ? length - 1 - at : at;
  }
}

static float *carve(float **rest, size_t count) {
  float *carved = *rest;
  *rest += count;
  return carved;
}

/* Points a plan into the memory behind it, and says where that ends. */
static void lay_out(plan *p) {
  float *rest = (float *)(p + 1);
  size_t width = p->across.length, narrow = p->turned ? width : GRID;
  p->room = p->across.after + 4;
  p->stride = p->room + width + p->room;
  p->recent_mask = 7;
  while (p->recent_mask < p->across.window + 4) p->recent_mask = 2 * p->recent_mask + 1;
  p->recent = (four *)carve(&rest, (p->recent_mask + 1) * (size_t)ABREAST);
  p->early.rows = carve(&rest, p->stride * ABREAST) + p->room;
  p->late.rows = carve(&rest, p->stride * ABREAST) + p->room;
  p->counts = carve(&rest, p->stride) + p->room;
  p->mirrored = carve(&rest, width);
  p->first.width = (int)width;
  p->first.sum = carve(&rest, width);
  p->first.ring = carve(&rest, width * p->down.window);
  p->second.width = (int)narrow;
  p->second.sum = carve(&rest, narrow);
  p->second.ring = carve(&rest, narrow * p->down.window);
  p->size = (size_t)((char *)rest - (char *)p);
}

/* Plans the way from upright rows, `turned` or mirrored, to the grid. `ends_first`: the first stored row
 * comes last. NULL without memory. */
static plan *make_plan(int width, int height, int turned, int x_reversed, int ends_first) {
  plan head = {.turned = turned, .x_reversed = x_reversed};
  make_box(&head.across, width, 0);
  make_box(&head.down, height, ends_first);
  lay_out(&head);
  plan *p = calloc(1, head.size);
  if (!p) return NULL;
  *p = head;
  lay_out(p);
  for (int x = 0; x < width; x++) p->counts[x] = (float)window_of(&p->across, x);
  return p;
}

/* A copy that goes its own way from here. Both were made alike. */
static void copy_plan(plan *to, const plan *from) {
  memcpy(to, from, from->size);
  lay_out(to);
}

/* Takes the next row, or NULL for each that is missing at the end. Returns the number of the row that
 * is ready, and writes it to `out` if there is one; negative while none is. */
static int let_fall(fall *f, const box *b, const float *restrict row, float *restrict out) {
  int newest = f->rows++, number = newest - b->after, width = f->width;
  float *restrict sum = f->sum;
  float *restrict kept = f->ring + (size_t)(newest % b->window) * width;
  if (row && newest >= b->window)
    for (int x = 0; x < width; x++) sum[x] = sum[x] + row[x] - kept[x];
  else if (row)
    for (int x = 0; x < width; x++) sum[x] += row[x];
  else
    for (int x = 0; x < width; x++) sum[x] -= kept[x];
  if (row) memcpy(kept, row, width * sizeof *row);
  float count = (float)window_of(b, number);
  if (out && number >= 0)
    for (int x = 0; x < width; x++) out[x] = sum[x] / count;
  return number;
}

/* Transposes four by four. */
ALWAYS void turn(four v[4]) {
  four ab = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5);
  four cd = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5);
  four ef = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
  four gh = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
  v[0] = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  v[1] = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  v[2] = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
  v[3] = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
}

/* Four rows, four samples of each: the box filter's means, `after` samples behind. */
ALWAYS void step_across(const plan *p, float *row, int x, four *recent, four *sum) {
  four v[4];
  int back = x - p->across.window;
  for (int i = 0; i < 4; i++) v[i] = *(const four *)(row + i * p->stride);
  turn(v);
  for (int i = 0; i < 4; i++) {
    *sum += v[i];
    *sum -= recent[(back + i) & p->recent_mask];
    recent[(x + i) & p->recent_mask] = v[i];
    v[i] = *sum;
  }
  turn(v);
  row -= p->across.after;
  four count = *(const four *)(p->counts + x - p->across.after);
  for (int i = 0; i < 4; i++) *(four *)(row + i * p->stride) = v[i] / count;
}

/* The box filter along the rows of a batch, in place. Nothing is added behind the end of a row and
 * nothing dropped before its beginning: x + 0 is x. */
static void run_across(const plan *p, const batch *b) {
  four *recent = p->recent, *others = p->recent + p->recent_mask + 1, sum = {0}, other = {0};
  memset(recent, 0, 2 * (p->recent_mask + 1) * sizeof(four));
  for (int y = 0; y < ABREAST; y++)
    memset(b->rows + y * p->stride + p->across.length, 0, p->room * sizeof(float));
  for (int x = 0; x < p->across.length + p->across.after; x += 4) {
    step_across(p, b->rows + x, x, recent, &sum);
    step_across(p, b->rows + 4 * p->stride + x, x, others, &other);
  }
}

/* Of row `y` the means that the grid takes. */
static void take_means(const plan *p, const batch *b, int y, float means[GRID]) {
  for (int k = 0; k < GRID; k++) means[k] = b->rows[y * p->stride + p->across.taken[k]];
}

static void put_in_grid(plan *p, int number, const float means[GRID]) {
  for (int k = 0; k < GRID; k++)
    for (int i = 0; i < GRID && p->down.taken[k] == number; i++)
      *(p->turned ? &p->grid[i][k] : &p->grid[k][i]) = means[i];
}

/* Returns the place for the next row. */
static float *place(const plan *p, const batch *b) { return b->rows + b->count * p->stride; }

/* Counts the row that was put in its place. 1 if the batch is full, or no more will come. */
static int join(batch *b, int number, int is_last) {
  b->number[b->count++] = number;
  return b->count == ABREAST || is_last;
}

/* ---- Stored rows come as rows: along rows, down, along rows, down. ---- */

static void fall_again(plan *p, const float *means) {
  float out[GRID];
  put_in_grid(p, let_fall(&p->second, &p->down, means, out), out);
}

static void fall_straight(plan *p, const float *row) {
  int number = let_fall(&p->first, &p->down, row, place(p, &p->late));
  if (number < 0 || !join(&p->late, number, number == p->down.length - 1)) return;
  run_across(p, &p->late);
  for (int y = 0; y < p->late.count; y++) {
    float means[GRID];
    take_means(p, &p->late, y, means);
    fall_again(p, means);
  }
  p->late.count = 0;
}

static void take_straight(plan *p, const float *row) {
  int is_last = ++p->rows == p->down.length;
  memcpy(place(p, &p->early), row, p->across.length * sizeof *row);
  if (!join(&p->early, 0, is_last)) return;
  run_across(p, &p->early);
  for (int y = 0; y < p->early.count; y++) fall_straight(p, p->early.rows + y * p->stride);
  p->early.count = 0;
  for (int i = 0; is_last && i < p->down.after; i++) fall_straight(p, NULL);
  for (int i = 0; is_last && i < p->down.after; i++) fall_again(p, NULL);
}

/* ---- Stored rows come as columns: down, along rows, down, along rows. ---- */

static int is_taken(const box *b, int number) {
  for (int k = 0; k < GRID; k++)
    if (b->taken[k] == number) return 1;
  return 0;
}

static void fall_turned(plan *p, const float *row) {
  int coming = p->second.rows - p->down.after, is_last = coming == p->down.length - 1;
  int is_wanted = is_taken(&p->down, coming);
  let_fall(&p->second, &p->down, row, is_wanted ? place(p, &p->late) : NULL);
  if (!(is_wanted ? join(&p->late, coming, is_last) : is_last)) return;
  run_across(p, &p->late);
  for (int y = 0; y < p->late.count; y++) {
    float means[GRID];
    take_means(p, &p->late, y, means);
    put_in_grid(p, p->late.number[y], means);
  }
  p->late.count = 0;
}

static void take_turned(plan *p, const float *row) {
  int number = let_fall(&p->first, &p->down, row, place(p, &p->early));
  if (number < 0 || !join(&p->early, number, number == p->down.length - 1)) return;
  run_across(p, &p->early);
  for (int y = 0; y < p->early.count; y++) fall_turned(p, p->early.rows + y * p->stride);
  p->early.count = 0;
}

static void finish_turned(plan *p) {
  for (int i = 0; i < p->down.after; i++) take_turned(p, NULL);
  for (int i = 0; i < p->down.after; i++) fall_turned(p, NULL);
}

/* ---- Every row of an image goes through here, top to bottom. ---- */

static void take_row(plan *p, const float *row) {
  int width = p->across.length, height = p->down.length;
  if (p->x_reversed) {
    for (int x = 0; x < width; x++) p->mirrored[x] = row[width - 1 - x];
    row = p->mirrored;
  }
  if (width == GRID && height == GRID) {
    put_in_grid(p, p->rows++, row);
  } else if (!p->turned) {
    take_straight(p, row);
  } else {
    take_turned(p, row);
    if (++p->rows == height) finish_turned(p);
  }
}
