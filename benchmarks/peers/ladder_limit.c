// The ladder task in plain C: the practical limit of a machine (task.py defines the task).
//
//   gcc -O3 -march=native -ffast-math -fopenmp ladder_limit.c -lm -o ladder_limit
//   ./ladder_limit N [DAYS] [SEED] [THREADS]
//
// The same event-driven algorithm as ladder_numba_events.py. Agents lie sorted by region and are cut into chunks,
// so that the chance of an event is one number a chunk; the gaps between the agents that it strikes are geometric
// (the same law as one draw an agent); the ends of locks wait in a calendar of linked lists, one a chunk and day.
// Only the 3 % of agents that something happens to are touched, and a day's draws depend on (seed, day, chunk) alone.
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REGIONS = 31, GRADES = 6, KINDS = 9, CHUNK = 32768, NOT_QUEUED = -2, LIST_END = -1 };
static const int DELTA[KINDS] = {-100, -50, -40, -40, 5, 10, 10, 20, 100};
static const double CUMULATIVE[KINDS] = {0.02, 0.08, 0.18, 0.28, 0.58, 0.76, 0.90, 0.98, 1.0};
static const int LOCK_DAYS[GRADES] = {1825, 730, 730, 0, 0, 0};
static const char *const NAMES[GRADES] = {"D", "C", "B", "A", "AA", "AAA"};
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;
static const double TO_UNIT = 1.0 / 4294967296.0;

typedef struct {
  int32_t first, last;  // agents [first, last)
  int region;
  int64_t total;          // sum of scores
  int64_t count[GRADES];  // agents by grade
  int32_t *calendar;      // calendar[day]: first agent of the list whose lock ends that day
  char apart[48];         // 128 bytes in all, so that two threads seldom write one cache line
} Chunk;

static int16_t *score, *lock_end;
static int8_t *grade;
static int32_t *next;
static int days;

static inline uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

static inline void queue_up(int32_t agent, int32_t *calendar) {
  if (lock_end[agent] < days) {
    next[agent] = calendar[lock_end[agent]];
    calendar[lock_end[agent]] = agent;
  }
}

static inline void regrade(int32_t agent, int day, Chunk *c) {
  int s = score[agent], from = grade[agent];
  int to = (s >= 600) + (s >= 850) + (s >= 960) + (s >= 1030) + (s >= 1050);
  if (to < from) {
    lock_end[agent] = (int16_t)(day + LOCK_DAYS[to]);
    if (LOCK_DAYS[to] && next[agent] == NOT_QUEUED) queue_up(agent, c->calendar);
  } else if (to == from || day < lock_end[agent]) {
    return;
  }
  c->count[from]--;
  c->count[to]++;
  grade[agent] = (int8_t)to;
}

static void strike(Chunk *c, int day, uint64_t key, double inverse_log) {
  uint64_t stream = key;
  int64_t agent = (int64_t)c->first - 1, added = 0;
  for (;;) {
    stream += GOLDEN;
    uint64_t bits = mix(stream);
    agent += 1 + (int64_t)(log(((bits >> 32) + 0.5) * TO_UNIT) * inverse_log);
    if (agent >= c->last) break;
    double u = (bits & 0xFFFFFFFFu) * TO_UNIT;
    int kind = 0;
    while (u >= CUMULATIVE[kind]) kind++;
    score[agent] = (int16_t)(score[agent] + DELTA[kind]);
    added += DELTA[kind];
    regrade((int32_t)agent, day, c);
  }
  c->total += added;
}

static void release(Chunk *c, int day) {
  int32_t agent = c->calendar[day];
  while (agent != LIST_END) {
    int32_t following = next[agent];
    next[agent] = NOT_QUEUED;
    if (lock_end[agent] > day)  // a later fall has lengthened the lock
      queue_up(agent, c->calendar);
    else
      regrade(agent, day, c);
    agent = following;
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long long status_bytes(const char *key) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  long long kib = 0;
  while (file && fgets(line, sizeof line, file))
    if (!strncmp(line, key, strlen(key))) kib = atoll(line + strlen(key));
  if (file) fclose(file);
  return kib * 1024;
}

static void *claim(size_t bytes) {
  void *block = malloc(bytes);
  if (!block) {
    fprintf(stderr, "ladder_limit: not enough memory for %zu bytes; ask for fewer agents\n", bytes);
    exit(1);
  }
  return block;
}

static Chunk *build(int32_t n, int *n_chunks, int64_t *size) {
  score = claim(2 * (size_t)n);
  lock_end = claim(2 * (size_t)n);
  grade = claim((size_t)n);
  next = claim(4 * (size_t)n);
  for (int32_t i = 0; i < n; i++) score[i] = 1000, lock_end[i] = 0, grade[i] = 3, next[i] = NOT_QUEUED;
  Chunk *chunks = claim(sizeof(Chunk) * ((size_t)n / CHUNK + REGIONS + 1));
  int k = 0;
  for (int r = 0; r < REGIONS; r++) {
    int64_t from = (int64_t)n * r / REGIONS, to = (int64_t)n * (r + 1) / REGIONS;
    size[r] = to - from;
    for (int64_t at = from; at < to; at += CHUNK, k++) {
      int64_t end = at + CHUNK < to ? at + CHUNK : to;
      chunks[k] = (Chunk){.first = (int32_t)at, .last = (int32_t)end, .region = r, .total = 1000 * (end - at)};
      chunks[k].count[3] = end - at;
      chunks[k].calendar = claim(sizeof(int32_t) * (size_t)days);
      memset(chunks[k].calendar, 0xff, sizeof(int32_t) * (size_t)days);
    }
  }
  *n_chunks = k;
  return chunks;
}

static void run(Chunk *chunks, int n_chunks, const int64_t *size, uint64_t seed, int64_t (*record)[REGIONS][GRADES]) {
  for (int day = 0; day < days; day++) {
    double total[REGIONS] = {0}, inverse_log[REGIONS];
    for (int k = 0; k < n_chunks; k++) total[chunks[k].region] += (double)chunks[k].total;
    for (int r = 0; r < REGIONS; r++) inverse_log[r] = 1.0 / log1p(-0.03 * total[r] / (double)size[r] / 1000.0);
    uint64_t key = mix(mix(seed + GOLDEN) + (uint64_t)day * GOLDEN);
#pragma omp parallel for schedule(dynamic, 8)
    for (int k = 0; k < n_chunks; k++) {
      strike(&chunks[k], day, mix(key ^ mix((uint64_t)k + 1)), inverse_log[chunks[k].region]);
      release(&chunks[k], day);
    }
    for (int k = 0; k < n_chunks; k++)
      for (int g = 0; g < GRADES; g++) record[day][chunks[k].region][g] += chunks[k].count[g];
  }
}

static double argument(int argc, char **argv, int at, double otherwise, double least, double most) {
  char *end = NULL;
  double value = argc > at ? strtod(argv[at], &end) : otherwise;
  if ((end && *end) || !(value >= least && value <= most)) {
    fprintf(stderr, "Usage: ladder_limit N [DAYS] [SEED] [THREADS]; '%s' is not a number from %.0f to %.0f\n", argv[at],
            least, most);
    exit(2);
  }
  return value;
}

int main(int argc, char **argv) {
  int32_t n = (int32_t)argument(argc, argv, 1, 1e6, REGIONS, 2e9);
  days = (int)argument(argc, argv, 2, 365, 1, 30000);  // an int16 holds the day on which a lock ends
  uint64_t seed = (uint64_t)argument(argc, argv, 3, 1, 0, 9e15);
  int threads = (int)argument(argc, argv, 4, 2, 1, 1024), n_chunks;
  omp_set_num_threads(threads);
  long long base = status_bytes("VmRSS:");
  int64_t size[REGIONS], (*record)[REGIONS][GRADES] = claim(sizeof(int64_t) * REGIONS * GRADES * (size_t)days);
  memset(record, 0, sizeof(int64_t) * REGIONS * GRADES * (size_t)days);
  Chunk *chunks = build(n, &n_chunks, size);
  double start = now();
  run(chunks, n_chunks, size, seed, record);
  double seconds = now() - start, total = 0;
  for (int k = 0; k < n_chunks; k++) total += (double)chunks[k].total;
  printf("{\"name\": \"c\", \"version\": \"gcc %s\", \"n\": %d, \"days\": %d, \"threads\": %d, \"run_s\": %.6f, ", __VERSION__,
         n, days, threads, seconds);
  printf("\"agent_steps_per_s\": %.6g, \"final_shares\": {", (double)n * days / seconds);
  for (int g = 0; g < GRADES; g++) {
    int64_t count = 0;
    for (int r = 0; r < REGIONS; r++) count += record[days - 1][r][g];
    printf("%s\"%s\": %.9f", g ? ", " : "", NAMES[g], (double)count / n);
  }
  printf("}, \"mean_score\": %.6f, \"peak_rss_bytes\": %lld, \"base_rss_bytes\": %lld}\n", total / n,
         status_bytes("VmHWM:"), base);
  return 0;
}
