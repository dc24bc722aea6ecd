/* Functions of the C library on files of the simulated host, for the library of LD_PRELOAD. */
#include <dlfcn.h>

/* The list is read before the program begins: it needs no connection. */
__attribute__((constructor)) static void read_host_files(void)
{
    const char *list = getenv("SEVSIM_FILES");
    if (list && load_host_files(list) < 0)
        fprintf(stderr, "sevsim: the list of the host's files cannot be read: %s\n", list);
}

static struct host_file *host_file_of(int directory, const char *path)
{
    char entry[64] = "/proc/self/cwd";
    if (directory != AT_FDCWD)
        snprintf(entry, sizeof entry, "/proc/self/fd/%d", directory);
    return host_file_at(entry, path);
}

static int finish(int64_t result);

/* What open gives for a file of the host; it takes the flag for exec from the caller. */
static int open_in_library(const struct host_file *file, int flags)
{
    int fd = open_host_file(file, flags);
    if (fd >= 0 && !(flags & O_CLOEXEC))
        fcntl(fd, F_SETFD, 0);
    return finish(fd);
}

int statx(int directory, const char *restrict path, int flags, unsigned int mask, struct statx *restrict to)
{
    struct host_file *file = host_file_of(directory, path);
    if (!file)
        return syscall(SYS_statx, directory, path, flags, mask, to);
    return finish(fill_extended(to, file));
}

int fstatat(int directory, const char *restrict path, struct stat *restrict to, int flags)
{
    struct host_file *file = host_file_of(directory, path);
    if (!file)
        return syscall(SYS_newfstatat, directory, path, to, flags);
    return finish(fill_host_file(to, file));
}

int stat(const char *restrict path, struct stat *restrict to) { return fstatat(AT_FDCWD, path, to, 0); }
int lstat(const char *restrict path, struct stat *restrict to) { return fstatat(AT_FDCWD, path, to, AT_SYMLINK_NOFOLLOW); }
int stat64(const char *restrict path, struct stat64 *restrict to) { return stat(path, (struct stat *) to); }
int lstat64(const char *restrict path, struct stat64 *restrict to) { return lstat(path, (struct stat *) to); }

int access(const char *path, int asked)
{
    struct host_file *file = host_file_of(AT_FDCWD, path);
    return file ? finish(host_file_access(file, asked, geteuid())) : (int) syscall(SYS_access, path, asked);
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
    struct host_file *file = host_file_of(AT_FDCWD, path);
    FILE *(*next)(const char *, const char *) = (FILE * (*) (const char *, const char *) ) dlsym(RTLD_NEXT, "fopen");
    if (!file)
        return next ? next(path, mode) : NULL;
    int fd = open_in_library(file, (*mode == 'r' && !strchr(mode, '+') ? O_RDONLY : O_RDWR) | (strchr(mode, 'e') ? O_CLOEXEC : 0));
    return fd < 0 ? NULL : fdopen(fd, mode);
}

FILE *fopen64(const char *restrict path, const char *restrict mode) { return fopen(path, mode); }

/* Puts a register where the program is about to read it; 0 or a negative errno. */
static int before_read(int fd, off_t position)
{
    char entry[64];
    struct host_file *file;
    if (position < LOWEST_REGISTER || position > UINT32_MAX)
        return 0;
    snprintf(entry, sizeof entry, "/proc/self/fd/%d", fd);
    file = host_file_behind(entry);
    return file && file->kind == HOST_REGISTERS ? prepare_register(file, entry, (uint32_t) position) : 0;
}

off_t lseek(int fd, off_t position, int from)
{
    char entry[64];
    struct host_file *file;
    snprintf(entry, sizeof entry, "/proc/self/fd/%d", fd);
    if (from >= SEEK_DATA && (file = host_file_behind(entry)) && file->kind == HOST_TEXT)
        return finish(SPARSE_SEEK);
    before_read(fd, position);
    return syscall(SYS_lseek, fd, position, from);
}

ssize_t pread(int fd, void *to, size_t bytes, off_t position)
{
    int problem = before_read(fd, position);
    return problem ? finish(problem) : syscall(SYS_pread64, fd, to, bytes, position);
}

off64_t lseek64(int fd, off64_t position, int from) { return lseek(fd, position, from); }
ssize_t pread64(int fd, void *to, size_t bytes, off64_t position) { return pread(fd, to, bytes, position); }
