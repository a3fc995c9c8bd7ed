/* PDQ, computed in one pass over the rows of an image.
 *
 * PDQ shrinks the luma to 64 x 64 by two passes of a box filter along rows and columns, and then takes
 * every n-th sample. All of that is linear and works on each axis by itself, so the 64 x 64 samples are
 * 64 weighted sums per axis: the weights are the box filter applied twice (a tent), cut off at the
 * borders as the reference cuts its boxes off. So rows can come strip by strip and no buffer is as large
 * as the image. From there on (gradient quality, DCT, median, bits) every operation and its order in
 * float32 is that of the reference, so that hashes are equal to the last bit.
 *
 * The reference keeps running sums in float32, and their rounding decides bits that hang on a tie: now
 * and then in any image, always where a side is 8 or 16 and whole frequencies vanish. So a small or
 * narrow image, where it costs nothing, is kept whole and gets those very sums instead of tents.
 *
 * Source of the algorithm: facebook/ThreatExchange, pdq/cpp (hashing, downscaling); written anew.
 *
 * A platform hashes the pixels as they are stored; a browser hands them over turned upright. So up to
 * two grids are filled from the same rows: the image as it comes, and the image turned back. Where
 * something shows through (alpha), each grid is filled twice: on white and on black.
 */
#include <stddef.h>
#include <stdint.h>

/* The side module has no C library of its own: these come from the runtime that loads it, and the
 * cross compiler has no headers for them. */
double cos(double);
double sqrt(double);
void *calloc(size_t, size_t);
void *malloc(size_t);
void free(void *);
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);

#define GRID 64
#define BITS 16
#define SMALLEST 5
#define NARROW 16
#define SMALL (1 << 20)
#define PLANS 2
#define MATTES 2

#define EXPORT __attribute__((visibility("default")))

typedef float lanes __attribute__((vector_size(16), aligned(4)));

/* 64 tents over the samples of one axis: sample j of tent k weighs weight[k * widest + j - first[k]]. */
typedef struct {
  int first[GRID], count[GRID], widest;
  float *weight;
} axis;

/* How one grid is filled. `turned`: its rows run along the columns that come in; the others say
 * which of the sides that come in run the other way. */
typedef struct {
  axis x, y;
  int turned, x_reversed, y_reversed;
  double sum[MATTES][GRID * GRID];
} plan;

typedef struct {
  int width, height, row, is_transparent, plans;
  float *luma[MATTES];
  float *kept[MATTES]; /* of a small or narrow image: all of it */
  plan plan[PLANS];
} hasher;

/* The box filter's window at output i: [*from, *to), clipped to the axis. */
static void box(int i, int length, int window, int *from, int *to) {
  int half = (window + 2) / 2;
  *from = i - (window - half) > 0 ? i - (window - half) : 0;
  *to = i + half < length ? i + half : length;
}

/* Lays out the tents of an axis; `reversed` when the stored axis runs the other way. 0 without memory. */
static int make_axis(axis *a, int length, int reversed) {
  int window = (length + 127) / 128;
  a->widest = 2 * window + 1;
  a->weight = calloc((size_t)GRID * a->widest, sizeof(float));
  double *tent = calloc(length, sizeof(double));
  if (!a->weight || !tent) {
    free(tent);
    return 0;
  }
  for (int k = 0; k < GRID; k++) {
    int outer_from, outer_to, from = length, to = 0;
    box((int)((k + 0.5) * length / GRID), length, window, &outer_from, &outer_to);
    for (int i = outer_from; i < outer_to; i++) {
      int inner_from, inner_to;
      box(i, length, window, &inner_from, &inner_to);
      for (int j = inner_from; j < inner_to; j++)
        tent[j] += 1.0 / ((double)(outer_to - outer_from) * (inner_to - inner_from));
      from = inner_from < from ? inner_from : from;
      to = inner_to > to ? inner_to : to;
    }
    a->count[k] = to - from;
    a->first[k] = reversed ? length - to : from;
    for (int j = from; j < to; j++) {
      int at = reversed ? to - 1 - j : j - from;
      a->weight[k * a->widest + at] = (float)tent[j];
      tent[j] = 0;
    }
  }
  free(tent);
  return 1;
}

/* EXIF orientation: what turns the stored pixels upright. Here the way back, per stored axis. */
static int make_stored_plan(plan *p, int width, int height, int orientation) {
  p->turned = orientation >= 5;
  p->x_reversed = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  p->y_reversed = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  return make_axis(&p->x, width, p->x_reversed) && make_axis(&p->y, height, p->y_reversed);
}

EXPORT void pdq_close(hasher *h) {
  if (!h) return;
  for (int m = 0; m < MATTES; m++) {
    free(h->luma[m]);
    free(h->kept[m]);
  }
  for (int p = 0; p < h->plans; p++) {
    free(h->plan[p].x.weight);
    free(h->plan[p].y.weight);
  }
  free(h);
}

/* Begins an image of these upright sides. Plan 0 is the stored image, plan 1 the upright one if it
 * differs. NULL if the sides are not positive, the orientation is unknown, or memory is out. */
EXPORT hasher *pdq_open(int width, int height, int orientation) {
  if (width < 1 || height < 1 || orientation < 1 || orientation > 8) return NULL;
  hasher *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  h->width = width;
  h->height = height;
  h->plans = orientation == 1 ? 1 : 2;
  int made = make_stored_plan(&h->plan[0], width, height, orientation) &&
             (h->plans == 1 || make_stored_plan(&h->plan[1], width, height, 1));
  for (int m = 0; m < MATTES; m++) {
    h->luma[m] = calloc(width + 4, sizeof(float));
    made = made && h->luma[m];
    if (width <= NARROW || height <= NARROW || (int64_t)width * height <= SMALL) {
      h->kept[m] = calloc((size_t)width * height, sizeof(float));
      made = made && h->kept[m];
    }
  }
  if (made) return h;
  pdq_close(h);
  return NULL;
}

/* As pdqhash has it: in double, in this order, and rounded once. */
static inline float luma_of(const uint8_t *pixel) {
  return (float)(pixel[0] * 0.299 + pixel[1] * 0.587 + pixel[2] * 0.114);
}

static void read_exactly(float *luma, const uint8_t *row, int width, int channels) {
  for (int x = 0; x < width; x++) luma[x] = luma_of(row + (size_t)channels * x);
}

/* In float32, four pixels at a time. Returns the AND of all alphas: 255 if nothing shows through. */
static int read_rgba(float *restrict luma, const uint8_t *restrict row, int width) {
  uint32_t alphas = 0xffffffff;
  for (int x = 0; x < width; x++) {
    uint32_t pixel;
    memcpy(&pixel, row + 4 * x, 4);
    alphas &= pixel;
    luma[x] = 0.299f * (float)(pixel & 255) + 0.587f * (float)(pixel >> 8 & 255) +
              0.114f * (float)(pixel >> 16 & 255);
  }
  return alphas >> 24;
}

static void lay_on_mattes(float *white, float *black, const uint8_t *row, int width) {
  for (int x = 0; x < width; x++) {
    float alpha = row[4 * x + 3] / 255.0f;
    black[x] = luma_of(row + 4 * x) * alpha;
    white[x] = black[x] + 255.0f * (1.0f - alpha);
  }
}

static float weigh(const float *restrict weight, const float *restrict sample, int count) {
  lanes sums = {0}, more = {0};
  int j = 0;
  for (; j + 8 <= count; j += 8) {
    sums += *(const lanes *)(weight + j) * *(const lanes *)(sample + j);
    more += *(const lanes *)(weight + j + 4) * *(const lanes *)(sample + j + 4);
  }
  sums += more;
  float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (; j < count; j++) sum += weight[j] * sample[j];
  return sum;
}

static void add_row(plan *p, double *sum, const float *luma, int row) {
  float column[GRID];
  for (int k = 0; k < GRID; k++)
    column[k] = weigh(p->x.weight + k * p->x.widest, luma + p->x.first[k], p->x.count[k]);
  for (int g = 0; g < GRID; g++) {
    int at = row - p->y.first[g];
    if (at < 0 || at >= p->y.count[g]) continue;
    double weight = p->y.weight[g * p->y.widest + at];
    for (int k = 0; k < GRID; k++) sum[g * GRID + k] += weight * column[k];
  }
}

/* Until the first hole both mattes look alike, and one sum stood for both. */
static void part_mattes(hasher *h) {
  h->is_transparent = 1;
  if (h->kept[1])
    memcpy(h->kept[1], h->kept[0], (size_t)h->width * h->row * sizeof(float));
  for (int p = 0; p < h->plans; p++)
    memcpy(h->plan[p].sum[1], h->plan[p].sum[0], sizeof h->plan[p].sum[0]);
}

/* Takes the next `rows` rows, 3 or 4 bytes a pixel. Returns how many it took: never past the image. */
EXPORT int pdq_feed(hasher *h, const uint8_t *pixels, int rows, int channels) {
  int left = h->height - h->row, taken = rows < left ? rows : left;
  for (int r = 0; r < taken; r++, h->row++, pixels += (size_t)h->width * channels) {
    int alpha = channels == 4 ? read_rgba(h->luma[0], pixels, h->width) : 255;
    if (channels == 3 || h->kept[0]) read_exactly(h->luma[0], pixels, h->width, channels);
    if (alpha != 255 || h->is_transparent) {
      if (!h->is_transparent) part_mattes(h);
      lay_on_mattes(h->luma[0], h->luma[1], pixels, h->width);
    }
    for (int m = 0; m <= h->is_transparent; m++)
      if (h->kept[m])
        memcpy(h->kept[m] + (size_t)h->row * h->width, h->luma[m], h->width * sizeof(float));
      else
        for (int p = 0; p < h->plans; p++)
          add_row(&h->plan[p], h->plan[p].sum[m], h->luma[m], h->row);
  }
  return taken;
}

/* 1 if something shows through in the rows so far: then matte 0 is white and matte 1 is black. */
EXPORT int pdq_is_transparent(const hasher *h) { return h->is_transparent; }

/* The box filter along one line of samples, with the reference's running sum. */
static void run_box(const float *in, float *out, int length, int stride) {
  int window = (length + 127) / 128, half = (window + 2) / 2, count = 0;
  const float *add = in, *drop = in;
  float sum = 0;
  for (int i = 0; i < half - 1; i++, add += stride, count++) sum += *add;
  for (int i = 0; i < length; i++, out += stride) {
    if (i + half <= length) {
      sum += *add;
      add += stride;
      count++;
    }
    if (i > window - half) {
      sum -= *drop;
      drop += stride;
      count--;
    }
    *out = sum / count;
  }
}

/* The grid of an image kept whole: stored order first, then the reference's four passes. 0 without memory. */
static int run_reference(const hasher *h, const plan *p, int matte, float grid[GRID][GRID]) {
  int rows = p->turned ? h->width : h->height, cols = p->turned ? h->height : h->width;
  float *from = malloc((size_t)rows * cols * sizeof(float));
  float *to = malloc((size_t)rows * cols * sizeof(float));
  for (int y = 0; from && to && y < h->height; y++)
    for (int x = 0; x < h->width; x++) {
      int sx = p->x_reversed ? h->width - 1 - x : x, sy = p->y_reversed ? h->height - 1 - y : y;
      size_t at = p->turned ? (size_t)sx * cols + sy : (size_t)sy * cols + sx;
      from[at] = h->kept[matte][(size_t)y * h->width + x];
    }
  for (int pass = 0; from && to && pass < 2; pass++) {
    for (int i = 0; i < rows; i++) run_box(from + (size_t)i * cols, to + (size_t)i * cols, cols, 1);
    for (int j = 0; j < cols; j++) run_box(to + j, from + j, rows, cols);
  }
  for (int i = 0; from && to && i < GRID; i++)
    for (int j = 0; j < GRID; j++)
      grid[i][j] = from[(size_t)((i + 0.5) * rows / GRID) * cols + (size_t)((j + 0.5) * cols / GRID)];
  int done = from && to;
  free(from);
  free(to);
  return done;
}

static int magnitude(int value) { return value < 0 ? -value : value; }

static int quality_of(float grid[GRID][GRID]) {
  int gradient = 0;
  for (int i = 0; i < GRID - 1; i++)
    for (int j = 0; j < GRID; j++)
      gradient += magnitude((int)((grid[i][j] - grid[i + 1][j]) * 100 / 255));
  for (int i = 0; i < GRID; i++)
    for (int j = 0; j < GRID - 1; j++)
      gradient += magnitude((int)((grid[i][j] - grid[i][j + 1]) * 100 / 255));
  int quality = gradient / 90;
  return quality > 100 ? 100 : quality;
}

/* The 16 x 16 lowest frequencies but the constant, float32 sums in index order as the reference. */
static void transform(float grid[GRID][GRID], float *out) {
  float wave[BITS][GRID];
  float half[BITS][GRID];
  const float scale = (float)sqrt(2.0 / GRID);
  for (int i = 0; i < BITS; i++)
    for (int j = 0; j < GRID; j++)
      wave[i][j] = (float)(scale * cos(3.14159265358979323846 / 2 / GRID * (i + 1) * (2 * j + 1)));
  for (int i = 0; i < BITS; i++)
    for (int j = 0; j < GRID; j++) {
      float sum = 0;
      for (int k = 0; k < GRID; k++) sum += wave[i][k] * grid[k][j];
      half[i][j] = sum;
    }
  for (int i = 0; i < BITS; i++)
    for (int j = 0; j < BITS; j++) {
      float sum = 0;
      for (int k = 0; k < GRID; k++) sum += half[i][k] * wave[j][k];
      out[i * BITS + j] = sum;
    }
}

/* The lower median: the 128th smallest of 256. Sorts what it is given. */
static float median_of(float *values) {
  for (int i = 1; i < BITS * BITS; i++) {
    float value = values[i];
    int at = i;
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
  return values[BITS * BITS / 2 - 1];
}

/* Writes the hash of a plan on a matte, most significant byte first, and returns its quality (0-100).
 * An image with a side under 5 has the hash zero and the quality 0. -1 without memory. */
EXPORT int pdq_finish(const hasher *h, int which, int matte, uint8_t hash[32]) {
  float grid[GRID][GRID];
  float wave[BITS * BITS], sorted[BITS * BITS];
  const plan *p = &h->plan[which];
  memset(hash, 0, 32);
  if (h->width < SMALLEST || h->height < SMALLEST) return 0;
  if (!h->kept[matte])
    for (int i = 0; i < GRID; i++)
      for (int j = 0; j < GRID; j++)
        grid[i][j] = (float)p->sum[matte][p->turned ? j * GRID + i : i * GRID + j];
  else if (!run_reference(h, p, matte, grid))
    return -1;
  transform(grid, wave);
  memcpy(sorted, wave, sizeof wave);
  float median = median_of(sorted);
  for (int bit = 0; bit < BITS * BITS; bit++)
    if (wave[bit] > median) hash[31 - bit / 8] |= (uint8_t)(1 << bit % 8);
  return quality_of(grid);
}
