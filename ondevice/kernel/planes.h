/* One row of a video's frame, as decoders keep it, made into RGB.
 *
 * A frame is three planes: how light each pixel is, and two of colour, often coarser. Platforms take
 * BT.601 for all of them, whatever the file says (vpdq leaves swscale at its default), so we do too.
 */
#include <stddef.h>
#include <stdint.h>

/* `offset` and `stride` in bytes, of lightness and the two colours. `step`: how many samples apart the
 * samples of a colour lie. A colour has one sample for 2^coarse_x by 2^coarse_y pixels. Samples of
 * more than 8 bits take two bytes, low one first. `full`: lightness goes from 0 and not from 16. */
typedef struct {
  int32_t offset[3], stride[3], step, coarse_x, coarse_y, bits, full;
} planes;

static inline int sample_of(const uint8_t *row, int at, int bits) {
  return bits > 8 ? row[2 * (size_t)at] | row[2 * (size_t)at + 1] << 8 : row[at];
}

static inline uint8_t clipped(int32_t value) {
  return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

/* 8 bits with coarse colour: nearly every video. swscale's quick way, which rounds each share down;
 * all that lies between it and an exact sum would be bits of difference in the hash. */
static void convert_quick(uint8_t *rgb, const uint8_t *const row[3], const planes *p, int width) {
  const int light = p->full ? 8192 : 9539, black = p->full ? 0 : 16, red = p->full ? 11485 : 13075;
  const int green_u = p->full ? -2819 : -3209, green_v = p->full ? -5850 : -6660;
  const int blue = p->full ? 14516 : 16525;
  for (int x = 0; x < width; x++, rgb += 3) {
    int at = (x >> 1) * p->step;
    int l = 8 * (row[0][x] - black) * light >> 16;
    int u = 8 * (row[1][at] - 128), v = 8 * (row[2][at] - 128);
    rgb[0] = clipped(l + (v * red >> 16));
    rgb[1] = clipped(l + (u * green_u >> 16) + (v * green_v >> 16));
    rgb[2] = clipped(l + (u * blue >> 16));
  }
}

static void convert_exact(uint8_t *rgb, const uint8_t *const row[3], const planes *p, int width) {
  /* In 1/65536 of a step of the 8 bits that come out; 12 bits of each stay well below 2^31. */
  const int light = p->full ? 65536 : 76309, red = p->full ? 91881 : 104597;
  const int green_u = p->full ? 22553 : 25675, green_v = p->full ? 46802 : 53279;
  const int blue = p->full ? 116130 : 132201;
  const int finer = p->bits - 8, shift = 16 + finer, half = 1 << (shift - 1);
  const int middle = 128 << finer, black = p->full ? 0 : 16 << finer;
  for (int x = 0; x < width; x++, rgb += 3) {
    int at = (x >> p->coarse_x) * p->step;
    int32_t l = light * (sample_of(row[0], x, p->bits) - black) + half;
    int32_t u = sample_of(row[1], at, p->bits) - middle, v = sample_of(row[2], at, p->bits) - middle;
    rgb[0] = clipped((l + red * v) >> shift);
    rgb[1] = clipped((l - green_u * u - green_v * v) >> shift);
    rgb[2] = clipped((l + blue * u) >> shift);
  }
}

static void read_planes(uint8_t *rgb, const planes *p, const uint8_t *data, int y, int width) {
  const uint8_t *row[3];
  for (int k = 0; k < 3; k++)
    row[k] = data + p->offset[k] + (size_t)(k ? y >> p->coarse_y : y) * p->stride[k];
  if (p->bits == 8 && p->coarse_x)
    convert_quick(rgb, row, p, width);
  else
    convert_exact(rgb, row, p, width);
}
