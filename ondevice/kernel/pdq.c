/* PDQ of an image that comes row by row, equal to the reference's to the last bit.
 *
 * Source of the algorithm: facebook/ThreatExchange, pdq/cpp (hashing, downscaling); written anew.
 *
 * A platform hashes the pixels as they are stored; a browser hands them over turned upright. So up to
 * two grids are filled from the same rows: the image turned back, and the image as it comes. Where
 * something shows through (alpha), each grid is filled twice: on white and on black.
 */
#include "planes.h"
#include "shrink.h"

double cos(double);
double sqrt(double);

#define BITS 16
#define SMALLEST 5
#define PLANS 2
#define MATTES 2
/* Up to so many pixels, an image whose stored rows come last to first is kept, to begin at its end.
 * A larger one is summed from the wrong end: the same but for rounding. */
#define KEPT (16 << 20)
/* Beyond these the sizes of a plan would not fit into 32 bits. */
#define LONGEST (1 << 20)
#define LARGEST (1 << 29)

#define EXPORT __attribute__((visibility("default")))

typedef struct {
  int width, height, channels, mattes, plans, row, is_transparent;
  uint8_t *kept; /* the stored plan waits for it to be whole */
  float *luma[MATTES];
  plan *plan[PLANS][MATTES];
} hasher;

static int starts_at_its_end(int orientation) {
  return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
}

static int is_mirrored(int orientation) {
  return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
}

/* EXIF orientation says what turns the stored pixels upright: here the way back. */
static plan *plan_for(const hasher *h, int orientation) {
  int ends_first = starts_at_its_end(orientation) && !h->kept;
  return make_plan(h->width, h->height, orientation >= 5, is_mirrored(orientation), ends_first);
}

EXPORT void pdq_close(hasher *h) {
  if (!h) return;
  for (int m = 0; m < MATTES; m++) {
    free(h->luma[m]);
    for (int p = 0; p < h->plans; p++) free(h->plan[p][m]);
  }
  free(h->kept);
  free(h);
}

/* Begins an image of these upright sides, of 3 or 4 bytes a pixel; with 2 mattes the fourth is alpha,
 * with 1 it is ignored. Plan 0 is the stored image, plan 1 the upright one if it differs. NULL for what
 * makes no sense or finds no room. */
EXPORT hasher *pdq_open(int width, int height, int orientation, int channels, int mattes) {
  if (width < 1 || height < 1 || width > LONGEST || height > LONGEST) return NULL;
  if ((int64_t)width * height > LARGEST) return NULL;
  if (orientation < 1 || orientation > 8 || mattes < 1 || mattes > MATTES) return NULL;
  if (channels != 3 && channels != 4) return NULL;
  hasher *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  *h = (hasher){.width = width, .height = height, .channels = channels, .mattes = mattes};
  h->plans = orientation == 1 ? 1 : 2;
  int is_kept = starts_at_its_end(orientation) && (int64_t)width * height <= KEPT;
  if (is_kept) h->kept = calloc((size_t)width * height, channels);
  int made = !is_kept || h->kept;
  for (int m = 0; m < mattes && made; m++) {
    made = !!(h->luma[m] = calloc(width, sizeof(float)));
    for (int p = 0; p < h->plans && made; p++)
      made = !!(h->plan[p][m] = plan_for(h, p ? 1 : orientation));
  }
  if (made) return h;
  pdq_close(h);
  return NULL;
}

/* Whole numbers up to the one division: as if worked out without end, and rounded once. */
ALWAYS float luma_of(int red, int green, int blue) {
  return (299.0f * (float)red + 587.0f * (float)green + 114.0f * (float)blue) / 1000.0f;
}

static void read_rgb(float *restrict luma, const uint8_t *restrict row, int width) {
  for (int x = 0; x < width; x++, row += 3) luma[x] = luma_of(row[0], row[1], row[2]);
}

/* Returns the AND of all alphas: 255 if nothing shows through. */
static int read_rgba(float *restrict luma, const uint8_t *restrict row, int width) {
  uint32_t alphas = 0xffffffff;
  for (int x = 0; x < width; x++) {
    uint32_t pixel;
    memcpy(&pixel, row + 4 * (size_t)x, 4);
    alphas &= pixel;
    luma[x] = luma_of((int)(pixel & 255), (int)(pixel >> 8 & 255), (int)(pixel >> 16 & 255));
  }
  return alphas >> 24;
}

/* A colour laid on a ground, rounded to eight bits: a platform that drops the alpha keeps such bytes. */
ALWAYS int lay_on(int ground, int colour, int alpha) {
  return (2 * (colour * alpha + ground * (255 - alpha)) + 255) / 510;
}

static void lay_on_mattes(float *white, float *black, const uint8_t *row, int width) {
  for (int x = 0; x < width; x++, row += 4) {
    int a = row[3];
    white[x] = luma_of(lay_on(255, row[0], a), lay_on(255, row[1], a), lay_on(255, row[2], a));
    black[x] = luma_of(lay_on(0, row[0], a), lay_on(0, row[1], a), lay_on(0, row[2], a));
  }
}

/* Until the first hole both mattes look alike, and one stands for both. */
static void part_mattes(hasher *h) {
  h->is_transparent = 1;
  for (int p = 0; p < h->plans; p++) copy_plan(h->plan[p][1], h->plan[p][0]);
}

static void take_pixels(hasher *h, const uint8_t *row, int first_plan, int plans) {
  int alpha = 255;
  if (h->channels == 3)
    read_rgb(h->luma[0], row, h->width);
  else
    alpha = read_rgba(h->luma[0], row, h->width);
  if (h->mattes == 2 && alpha != 255 && !h->is_transparent) part_mattes(h);
  if (h->is_transparent) lay_on_mattes(h->luma[0], h->luma[1], row, h->width);
  for (int p = first_plan; p < plans; p++)
    for (int m = 0; m <= h->is_transparent; m++) take_row(h->plan[p][m], h->luma[m]);
}

/* Takes the next `rows` rows. Returns how many it took: never past the image. */
EXPORT int pdq_feed(hasher *h, const uint8_t *pixels, int rows) {
  size_t row_bytes = (size_t)h->width * h->channels;
  int left = h->height - h->row, taken = rows < left ? rows : left;
  if (h->kept) memcpy(h->kept + h->row * row_bytes, pixels, taken * row_bytes);
  h->row += taken;
  if (h->width < SMALLEST || h->height < SMALLEST) return taken;
  for (int r = 0; r < taken; r++) take_pixels(h, pixels + r * row_bytes, h->kept ? 1 : 0, h->plans);
  if (h->kept && taken && h->row == h->height)
    for (int y = h->height; y-- > 0;) take_pixels(h, h->kept + y * row_bytes, 0, 1);
  return taken;
}

/* Takes a whole frame of a video. Returns how many rows it took: none where there is no room. */
EXPORT int pdq_feed_planes(hasher *h, const uint8_t *data, const planes *p) {
  uint8_t *rgb = h->channels == 3 ? calloc(h->width, 3) : NULL;
  int taken = 0;
  for (int y = 0; rgb && y < h->height; y++) {
    read_planes(rgb, p, data, y, h->width);
    taken += pdq_feed(h, rgb, 1);
  }
  free(rgb);
  return taken;
}

/* 1 if something shows through in the rows so far: then matte 0 is white and matte 1 is black. */
EXPORT int pdq_is_transparent(const hasher *h) { return h->is_transparent; }

static int magnitude(int value) { return value < 0 ? -value : value; }

static int quality_of(const float grid[GRID][GRID]) {
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
static void transform(const float grid[GRID][GRID], float *out) {
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
 * An image with a side under 5 has the hash zero and the quality 0. */
EXPORT int pdq_finish(const hasher *h, int which, int matte, uint8_t hash[32]) {
  float wave[BITS * BITS], sorted[BITS * BITS];
  const plan *p = h->plan[which][matte];
  memset(hash, 0, 32);
  if (h->width < SMALLEST || h->height < SMALLEST) return 0;
  transform(p->grid, wave);
  memcpy(sorted, wave, sizeof wave);
  float median = median_of(sorted);
  for (int bit = 0; bit < BITS * BITS; bit++)
    if (wave[bit] > median) hash[31 - bit / 8] |= (uint8_t)(1 << bit % 8);
  return quality_of(p->grid);
}
