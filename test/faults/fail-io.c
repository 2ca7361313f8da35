/* Makes the disk fail: once the file named by FAIL_WHEN is there, every write and sync answers the error FAIL_AS. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int failing(int fd) {
  const char *path = getenv("FAIL_WHEN");
  return fd > 2 && path != NULL && access(path, F_OK) == 0;
}

static int kind(void) {
  const char *number = getenv("FAIL_AS");
  return number == NULL ? EIO : atoi(number);
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  if (failing(fd)) { errno = kind(); return -1; }
  return real(fd);
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  if (failing(fd)) { errno = kind(); return -1; }
  return real(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  if (failing(fd)) { errno = kind(); return -1; }
  return real(fd, bytes, size, at);
}
