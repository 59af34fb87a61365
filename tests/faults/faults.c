/*
 * What a machine does to a process, put between it and the C library with LD_PRELOAD.
 *
 * FAULTS_FULL_BELOW, FAULTS_ROOM   files below this folder can grow by so many bytes in all, then the disk is full
 * FAULTS_CLOCK                     the clock is wrong by so many seconds
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long used;

/* Whether a file that is to end at this byte finds room for it; what it takes of the room stays taken. */
static int has_room(int file, off_t end) {
    const char *folder = getenv("FAULTS_FULL_BELOW");
    char link[64], name[PATH_MAX + 1];
    struct stat status;
    if (!folder || fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || end <= status.st_size) return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, PATH_MAX);
    if (length < 0) return 1;
    name[length] = 0;
    if (strncmp(name, folder, strlen(folder)) != 0) return 1;
    long growth = end - status.st_size;
    if (atomic_fetch_add(&used, growth) + growth <= atol(getenv("FAULTS_ROOM"))) return 1;
    atomic_fetch_sub(&used, growth);
    errno = ENOSPC;
    return 0;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(real)) dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    struct stat status;
    off_t at = 0;
    if (getenv("FAULTS_FULL_BELOW")) {
        int flags = fcntl(file, F_GETFL);
        at = flags >= 0 && flags & O_APPEND && fstat(file, &status) == 0 ? status.st_size : lseek(file, 0, SEEK_CUR);
    }
    return at >= 0 && !has_room(file, at + count) ? -1 : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    return has_room(file, at + count) ? real(file, bytes, count, at) : -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    return has_room(file, at + count) ? real(file, bytes, count, at) : -1;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(clock_gettime);
    const char *shift = getenv("FAULTS_CLOCK");
    int failed = real(clock, now);
    if (!failed && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += atol(shift);
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday);
    const char *shift = getenv("FAULTS_CLOCK");
    int failed = real(now, zone);
    if (!failed && shift) now->tv_sec += atol(shift);
    return failed;
}

time_t time(time_t *now) {
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    if (now) *now = moment.tv_sec;
    return moment.tv_sec;
}
