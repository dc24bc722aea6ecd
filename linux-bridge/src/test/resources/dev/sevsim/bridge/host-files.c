/* Looks at the files of a Milan host with Linux 6.1 in one of several ways; exit status 0 if all is as expected. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PARAMETERS "/sys/module/kvm_amd/parameters"
#define CHECK(condition)                                                                      \
    do {                                                                                      \
        if (!(condition)) {                                                                   \
            fprintf(stderr, "host-files.c:%d: %s, errno %d\n", __LINE__, #condition, errno); \
            exit(1);                                                                          \
        }                                                                                     \
    } while (0)

static int holds(int fd, const char *expected)
{
    char text[64] = "";
    CHECK(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n == (ssize_t) strlen(expected) && !strcmp(text, expected);
}

/* What works in every way of entry. */
static int texts(void)
{
    char line[256];
    int processors = 0;
    struct stat status;
    CHECK(holds(open(PARAMETERS "/sev", O_RDONLY), "Y\n"));
    CHECK(holds(open(PARAMETERS "/sev_es", O_RDONLY | O_CLOEXEC), "Y\n"));
    CHECK(holds(open("/sys/../sys/module//kvm_amd/./parameters/npt", O_RDONLY), "Y\n"));
    CHECK(open(PARAMETERS "/sev_snp", O_RDONLY) == -1 && errno == ENOENT);
    CHECK(open(PARAMETERS "/sev", O_RDWR) == -1 && errno == EACCES);
    CHECK(open(PARAMETERS "/sev", O_RDONLY | O_DIRECTORY) == -1 && errno == ENOTDIR);
    CHECK(stat(PARAMETERS "/sev", &status) == 0);
    CHECK(status.st_mode == (S_IFREG | 0444) && status.st_size == 4096);
    int sparse = open(PARAMETERS "/sev", O_RDONLY);
    CHECK(lseek(sparse, 0, SEEK_HOLE) == -1 && errno == EINVAL && lseek(sparse, 1, SEEK_SET) == 1);
    CHECK(holds(sparse, "\n"));
    CHECK(stat(PARAMETERS, &status) == 0 && status.st_mode == (S_IFDIR | 0755));
    CHECK(access(PARAMETERS "/sev", R_OK) == 0);
    CHECK(access(PARAMETERS "/sev", X_OK) == -1 && errno == EACCES);
    FILE *info = fopen("/proc/cpuinfo", "r");
    CHECK(info);
    while (fgets(line, sizeof line, info))
        if (!strncmp(line, "processor", 9))
            processors++;
        else if (!strncmp(line, "cpu family", 10))
            CHECK(!strcmp(line, "cpu family\t: 25\n"));
    CHECK(fclose(info) == 0 && processors == 8);
    return 0;
}

static int registers(void)
{
    uint64_t value = 1;
    struct stat status;
    int fd = open("/dev/cpu/7/msr", O_RDWR);
    CHECK(fd >= 0);
    CHECK(pread(fd, &value, 8, 0xC0010010) == 8 && value >> 23 & 1);
    CHECK(pread(fd, &value, 8, 0xC0010015) == 8 && value & 1 && value >> 32 == 0);
    CHECK(pread(fd, &value, 8, 0xC0010010) == 8 && value >> 32 == 0);
    CHECK(pread(fd, &value, 8, 0xC0010131) == 8 && value == 0);
    CHECK(pread(fd, &value, 8, 0xC001FFFF) == -1 && errno == EIO);
    CHECK(lseek(fd, 0xC0000080, SEEK_SET) == 0xC0000080);
    CHECK(read(fd, &value, 8) == 8 && value == 0xD01);
    CHECK(lseek(fd, 0xC0010132, SEEK_SET) == 0xC0010132);
    CHECK(read(fd, &value, 8) == 8 && value == 0);
    CHECK(close(fd) == 0);
    CHECK(stat("/dev/cpu/7/msr", &status) == 0 && S_ISCHR(status.st_mode));
    CHECK(major(status.st_rdev) == 202 && minor(status.st_rdev) == 7);
    CHECK(open("/dev/cpu/8/msr", O_RDONLY) == -1 && errno == ENOENT);
    return 0;
}

static int count_of(const char *directory, const char *name)
{
    int found = 0;
    DIR *listed = opendir(directory);
    CHECK(listed);
    for (struct dirent *entry; (entry = readdir(listed));)
        found += !strcmp(entry->d_name, name);
    CHECK(closedir(listed) == 0);
    return found;
}

/* What needs the supervisor. */
static int directories(void)
{
    char target[64] = "";
    struct stat status;
    CHECK(count_of(PARAMETERS, "sev") == 1);
    CHECK(count_of(PARAMETERS, "..") == 1);
    CHECK(count_of("/sys/module/kvm_amd", "parameters") == 1);
    CHECK(count_of("/sys/module/kvm_amd", "sev") == 0);
    CHECK(count_of("/dev/cpu", "7") == 1);
    int directory = open(PARAMETERS, O_RDONLY | O_DIRECTORY);
    CHECK(directory >= 0);
    CHECK(fstat(directory, &status) == 0 && S_ISDIR(status.st_mode));
    CHECK(holds(openat(directory, "sev", O_RDONLY), "Y\n"));
    CHECK(fstatat(directory, "sev_es", &status, 0) == 0 && S_ISREG(status.st_mode));
    CHECK(faccessat(directory, "sev_snp", R_OK, 0) == -1 && errno == ENOENT);
    int fd = openat(directory, "sev", O_RDONLY);
    snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(target, target, sizeof target);
    CHECK(n == (ssize_t) strlen(PARAMETERS "/sev") && !strncmp(target, PARAMETERS "/sev", n));
    CHECK(fstat(fd, &status) == 0 && status.st_mode == (S_IFREG | 0444));
    CHECK(write(fd, "N", 1) == -1);
    return 0;
}

/* CPUID, also where bytes of it are within another instruction. */
static int processor(void)
{
    unsigned int a, b, c, d;
    uint64_t constant;
    __cpuid(0x8000001F, a, b, c, d);
    CHECK((a & 0xF) == 0xF && (b & 63) == 51 && c == 509 && d == 100);
    __cpuid(1, a, b, c, d);
    CHECK(a == 0x00A00F11);
    __cpuid(0, a, b, c, d);
    CHECK(b == 0x68747541 && d == 0x69746E65 && c == 0x444D4163);
    __asm__ volatile("movabs $0x1122A20F33445566, %0" : "=r"(constant));
    CHECK(constant == 0x1122A20F33445566);
    return 0;
}

int main(int count, char **arguments)
{
    const char *way = count > 1 ? arguments[1] : "";
    if (!strcmp(way, "texts"))
        return texts();
    if (!strcmp(way, "registers"))
        return registers();
    if (!strcmp(way, "directories"))
        return directories();
    if (!strcmp(way, "processor"))
        return processor();
    return 2;
}
