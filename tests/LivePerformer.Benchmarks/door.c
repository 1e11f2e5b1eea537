/* Stands between JACK and the callback, and notes how long the callback took to get in: the time from our call until its
   own first statement. All times in nanoseconds of CLOCK_MONOTONIC, which is .NET's Stopwatch as well. */
#include <stdint.h>
#include <time.h>

typedef struct {
    int (*process)(uint32_t, void *);
    void *argument;
    volatile int64_t *entered;      /* written by the callback as it begins */
    int64_t *called;                /* when JACK called us */
    int32_t *waits;                 /* from there to the callback's first statement */
    int32_t *whole;                 /* from there to the callback's return */
    int64_t capacity;
    volatile int64_t count;
} door;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int32_t clip(int64_t ns) { return ns > INT32_MAX ? INT32_MAX : (int32_t)ns; }

int door_process(uint32_t frames, void *argument)
{
    door *d = argument;
    int64_t called = now();
    int answer = d->process(frames, d->argument);
    int64_t returned = now();
    int64_t i = d->count;
    if (i >= d->capacity) return answer;
    d->called[i] = called;
    d->waits[i] = clip(*d->entered - called);
    d->whole[i] = clip(returned - called);
    d->count = i + 1;
    return answer;
}
