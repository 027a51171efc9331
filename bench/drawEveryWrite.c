/* What the fast engine spares: Xen's pre-copy (docs/algorithms.md, 'Xen') over a guest whose every write is drawn, in plain C and as fast as such a program
 * gets without tricks: a bitmap for the dirty log, a 64-bit xorshift, the writes of a batch drawn together.
 *   drawEveryWrite PAGES WRITTEN_PAGES WRITES_PER_SECOND PAGES_PER_SECOND
 * The first WRITTEN_PAGES pages are a hotspot: every tenth of them is hot and takes nine writes of ten. Prints what it simulated, and the processor time that it took. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH 1024
#define MAX_ROUNDS 29
#define MAX_FACTOR 3
#define MIN_PAGES 50
#define HOT_SHARE 0.9

static uint64_t state = 88172645463325252u;
static uint64_t pages, writtenPages, hotPages;
static uint64_t *dirty;

static uint64_t draw(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 2685821657736338717u;
}

static double unit(void) { return ((draw() >> 11) + 0.5) / 9007199254740992.0; }

/* Poisson: arrivals one by one if few are expected, else the normal distribution, rounded. */
static uint64_t poisson(double mean) {
  if (mean < 100) {
    uint64_t count = 0;
    for (double time = -log(unit()); time <= mean; time -= log(unit())) count++;
    return count;
  }
  double normal = sqrt(-2 * log(unit())) * cos(6.283185307179586 * unit());
  double count = floor(mean + sqrt(mean) * normal + 0.5);
  return count < 0 ? 0 : (uint64_t)count;
}

static uint64_t hotLimit;

static void write_one(void) {
  uint64_t r = draw();
  uint64_t page;
  if ((r >> 32) < hotLimit) {
    page = 10 * (((r & 0xffffffffu) * hotPages) >> 32);
  } else {
    uint64_t cold = ((r & 0xffffffffu) * (writtenPages - hotPages)) >> 32;
    page = cold / 9 * 10 + cold % 9 + 1;
  }
  dirty[page >> 6] |= (uint64_t)1 << (page & 63);
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "usage: drawEveryWrite PAGES WRITTEN_PAGES WRITES_PER_SECOND PAGES_PER_SECOND\n");
    return 2;
  }
  pages = strtoull(arguments[1], NULL, 10);
  writtenPages = strtoull(arguments[2], NULL, 10) / 10 * 10;
  hotPages = writtenPages / 10;
  hotLimit = (uint64_t)(HOT_SHARE * 4294967296.0);
  double writesPerSecond = atof(arguments[3]);
  double pagesPerSecond = atof(arguments[4]);
  size_t words = (size_t)((pages + 63) / 64);
  dirty = calloc(words, 8);
  uint64_t *toSend = malloc(words * 8);
  if (dirty == NULL || toSend == NULL) return 1;
  memset(toSend, 0xff, words * 8);
  if (pages % 64 != 0) toSend[words - 1] = ((uint64_t)1 << (pages % 64)) - 1;

  double now = 0;
  uint64_t sentInAll = 0, writes = 0;
  int round = 0;
  for (int last = 0; !last;) {
    round++;
    uint64_t sent = 0, skipped = 0, word = 0;
    uint64_t left = toSend[0];
    while (word < words) {
      int batch = 0;
      while (word < words && batch < BATCH) {
        if (left == 0) {
          word++;
          if (word < words) left = toSend[word];
          continue;
        }
        uint64_t bit = left & -left;
        left ^= bit;
        if (dirty[word] & bit) skipped++;
        else batch++;
      }
      if (batch == 0) break;
      double seconds = batch / pagesPerSecond;
      now += seconds;
      sent += (uint64_t)batch;
      uint64_t drawn = poisson(writesPerSecond * seconds);
      writes += drawn;
      for (uint64_t i = 0; i < drawn; i++) write_one();
    }
    sentInAll += sent;
    last = round >= MAX_ROUNDS || sent + skipped < MIN_PAGES || sentInAll > MAX_FACTOR * pages;
    memcpy(toSend, dirty, words * 8);
    memset(dirty, 0, words * 8);
  }
  uint64_t final = 0;
  for (size_t w = 0; w < words; w++) final += (uint64_t)__builtin_popcountll(toSend[w]);
  now += (double)final / pagesPerSecond;
  printf("{\"rounds\":%d,\"totalSeconds\":%.3f,\"pagesSent\":%llu,\"lastPages\":%llu,\"writes\":%llu,\"milliseconds\":%.3f}\n", round + 1, now,
         (unsigned long long)(sentInAll + final), (unsigned long long)final, (unsigned long long)writes,
         1000.0 * (double)clock() / CLOCKS_PER_SEC);
  return 0;
}
