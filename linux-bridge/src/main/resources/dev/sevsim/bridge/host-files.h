/*
 * Files of the simulated host in which programs look for SEV: text files, directories and the registers of its cores. Their list
 * comes from the host, in a file that the supervisor is given; a descriptor of one is that of a memfd with its content.
 *
 * A list has a line "KIND MODE BYTES PATH" for each file and so many bytes of its content behind it.
 */
#ifndef HOST_FILES_H
#define HOST_FILES_H
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <unistd.h>

enum host_kind { HOST_DIRECTORY, HOST_TEXT, HOST_REGISTERS, HOST_CPUID, HOST_KINDS };
enum { MOST_HOST_FILES = 2048, MSR_MAJOR = 202, SYSFS_BYTES = 4096 };

/*
 * What lseek answers about data and holes: the size that stat shows is more than the text, so that cp would take the end of the memfd for
 * the beginning of a hole and fill its copy up.
 */
enum { SPARSE_SEEK = -EINVAL };

/* What the kernel's driver of registers reads at a time, and the lowest register that there is here. */
enum { REGISTER_BYTES = 8 };
#define LOWEST_REGISTER 0xC0000000u

struct host_file {
    enum host_kind kind;
    mode_t mode;
    const char *path;
    char *content;
    size_t bytes;
};

static struct host_file host_files[MOST_HOST_FILES];
static int host_file_count;

/* What the name of a memfd begins with; the number of the file in the list follows. */
#define HOST_FILE_NAME "sevsim-host-file:"

/* Reads a list; -1 where it cannot be read. */
static int load_host_files(const char *list)
{
    static const char *const kinds[] = {"directory", "text", "registers", "cpuid"};
    char kind[16], path[256];
    unsigned int mode;
    unsigned long bytes;
    FILE *from = fopen(list, "re");
    if (!from)
        return -1;
    while (host_file_count < MOST_HOST_FILES && fscanf(from, "%15s %o %lu %255s", kind, &mode, &bytes, path) == 4
        && getc(from) == '\n' && bytes <= 1 << 20) {
        struct host_file *file = &host_files[host_file_count];
        file->kind = 0;
        while (file->kind < HOST_KINDS && strcmp(kinds[file->kind], kind))
            file->kind++;
        *file = (struct host_file){file->kind, mode, strdup(path), malloc(bytes + 1), bytes};
        if (file->kind == HOST_KINDS || !file->path || !file->content || fread(file->content, 1, bytes, from) != bytes)
            break;
        file->content[bytes] = 0;
        host_file_count++;
    }
    int complete = feof(from) && !ferror(from);
    fclose(from);
    return complete ? 0 : -1;
}

/* Removes empty parts, "." and ".." of an absolute path. */
static void normalise(char *path)
{
    char *to = path;
    for (const char *at = path; *at;) {
        at += strspn(at, "/");
        size_t n = strcspn(at, "/");
        if (n == 2 && !strncmp(at, "..", 2)) {
            while (to > path && *--to != '/')
                ;
        } else if (n && !(n == 1 && *at == '.')) {
            *to++ = '/';
            memmove(to, at, n);
            to += n;
        }
        at += n;
    }
    *to = 0;
}

static struct host_file *host_file_named(const char *path)
{
    for (int i = 0; i < host_file_count; i++)
        if (host_files[i].kind != HOST_CPUID && !strcmp(host_files[i].path, path))
            return &host_files[i];
    return NULL;
}

/* The file behind a descriptor's entry in /proc. */
static struct host_file *host_file_behind(const char *entry)
{
    static const char start[] = "/memfd:" HOST_FILE_NAME;
    char text[128];
    int number;
    ssize_t n = host_file_count ? readlink(entry, text, sizeof text - 1) : -1;
    if (n < 0)
        return NULL;
    text[n] = 0;
    return !strncmp(text, start, sizeof start - 1) && sscanf(text + sizeof start - 1, "%d", &number) == 1 && number >= 0
            && number < host_file_count
        ? &host_files[number]
        : NULL;
}

/* A name in a directory of the host that the host does not have. */
static struct host_file missing = {.kind = HOST_KINDS, .path = ""};

/* Most paths of a program have another name than any of the files, and another directory. */
static int may_be_host_file(const char *path)
{
    const char *last = strrchr(path, '/');
    last = last ? last + 1 : path;
    if (!*last || !strcmp(last, ".") || !strcmp(last, ".."))
        return 1;
    for (int i = 0; i < host_file_count; i++) {
        const struct host_file *file = &host_files[i];
        size_t n = strlen(file->path);
        if (file->kind != HOST_CPUID && !strcmp(strrchr(file->path, '/') + 1, last))
            return 1;
        if (file->kind == HOST_DIRECTORY && !strncmp(file->path, path, n) && path[n] == '/')
            return 1;
    }
    return 0;
}

/* The file that a path names, else NULL; `entry` is that of the directory in /proc from which a relative one starts. */
static struct host_file *host_file_at(const char *entry, const char *path)
{
    char at[2 * PATH_MAX];
    struct host_file *directory = NULL, *file;
    if (!host_file_count || !*path)
        return NULL;
    if (*path != '/')
        directory = host_file_behind(entry);
    if (!directory && !may_be_host_file(path))
        return NULL;
    if (*path == '/')
        snprintf(at, sizeof at, "%s", path);
    else if (directory)
        snprintf(at, sizeof at, "%s/%s", directory->path, path);
    else {
        ssize_t n = readlink(entry, at, PATH_MAX);
        if (n < 0)
            return NULL;
        snprintf(at + n, sizeof at - n, "/%s", path);
    }
    normalise(at);
    file = host_file_named(at);
    if (file || !*at)
        return file;
    *strrchr(at, '/') = 0;
    directory = host_file_named(at);
    return directory && directory->kind == HOST_DIRECTORY ? &missing : NULL;
}

/* Which flags of open(2) are refused; 0 for those that are not. */
static int host_file_refuses(const struct host_file *file, int flags)
{
    if (file == &missing)
        return flags & O_CREAT ? -EACCES : -ENOENT;
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
        return -EEXIST;
    if (file->kind == HOST_DIRECTORY)
        return (flags & O_ACCMODE) != O_RDONLY ? -EISDIR : 0;
    if (flags & O_DIRECTORY)
        return -ENOTDIR;
    return file->kind == HOST_TEXT && (flags & O_ACCMODE) != O_RDONLY ? -EACCES : 0;
}

/* The entries of a directory as getdents64(2) gives them. */
static size_t list_directory(const struct host_file *directory, char *to, size_t room)
{
    struct entry {
        uint64_t inode;
        int64_t next;
        unsigned short bytes;
        unsigned char type;
        char name[];
    };
    size_t length = strlen(directory->path), done = 0;
    for (int i = -2; i < host_file_count; i++) {
        const char *name = i == -2 ? "." : i == -1 ? ".." : host_files[i].path + length + 1;
        if (i >= 0
            && (strncmp(host_files[i].path, directory->path, length) || host_files[i].path[length] != '/'
                || strchr(name, '/')))
            continue;
        size_t bytes = (offsetof(struct entry, name) + strlen(name) + 1 + 7) & ~7ul;
        if (done + bytes > room)
            break;
        struct entry *entry = memset(to + done, 0, bytes);
        done += bytes;
        entry->inode = i + 3;
        entry->next = done;
        entry->bytes = bytes;
        entry->type = i < 0 || host_files[i].kind == HOST_DIRECTORY ? 4
            : host_files[i].kind == HOST_REGISTERS              ? 2
                                                                 : 8;
        strcpy(entry->name, name);
    }
    return done;
}

/* A memfd of a file's content; its number, or a negative errno. Only that of registers can be written. */
static int make_host_file(const struct host_file *file)
{
    static _Thread_local char entries[1 << 16];
    char name[64];
    const char *content = file->content;
    size_t bytes = file->kind == HOST_REGISTERS ? 0 : file->bytes;
    snprintf(name, sizeof name, HOST_FILE_NAME "%d", (int) (file - host_files));
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file->kind == HOST_DIRECTORY) {
        bytes = list_directory(file, entries, sizeof entries);
        content = entries;
    }
    if (fd < 0 || write(fd, content, bytes) != (ssize_t) bytes)
        return fd < 0 ? -errno : -ENFILE;
    if (file->kind != HOST_REGISTERS)
        fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return fd;
}

/* Opens a file with the flags of open(2): a descriptor with a position of its own, or a negative errno. */
static int open_host_file(const struct host_file *file, int flags)
{
    char entry[64];
    int refused = host_file_refuses(file, flags), made = refused ? refused : make_host_file(file);
    if (made < 0)
        return made;
    snprintf(entry, sizeof entry, "/proc/self/fd/%d", made);
    int fd = open(entry, (flags & (O_ACCMODE | O_NONBLOCK | O_PATH)) | O_CLOEXEC);
    int problem = errno;
    close(made);
    return fd < 0 ? -problem : fd;
}

/* The value of a register, as text of the list; -1 for one that the processor does not have. */
static int register_value(const struct host_file *file, uint32_t index, uint64_t *value)
{
    for (const char *line = file->content; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        unsigned int at;
        unsigned long long content;
        if (sscanf(line, "%x %llx", &at, &content) == 2 && at == index) {
            *value = content;
            return 0;
        }
    }
    return -1;
}

/*
 * Puts a register where the program is about to read it: numbers of registers are positions in the file, nearer to each other than
 * their values are long. -EIO for a register that the processor does not have, whose place is left without a byte.
 */
static int prepare_register(const struct host_file *file, const char *entry, uint32_t index)
{
    uint64_t value;
    int known = register_value(file, index, &value) == 0;
    int fd = open(entry, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return -EIO;
    if (ftruncate(fd, known ? index + REGISTER_BYTES : 0ul) < 0 || (known && pwrite(fd, &value, sizeof value, index) < 0))
        known = 0;
    close(fd);
    return known ? 0 : -EIO;
}

/* What stat(2) shows; a negative errno for a file that is not there. */
static int fill_host_file(struct stat *status, const struct host_file *file)
{
    static const mode_t types[] = {S_IFDIR, S_IFREG, S_IFCHR};
    if (file == &missing)
        return -ENOENT;
    memset(status, 0, sizeof *status);
    status->st_nlink = file->kind == HOST_DIRECTORY ? 2 : 1;
    status->st_blksize = SYSFS_BYTES;
    status->st_ino = file - host_files + 1;
    status->st_mode = types[file->kind] | file->mode;
    if (file->kind == HOST_TEXT && !strncmp(file->path, "/sys/", 5))
        status->st_size = SYSFS_BYTES;
    if (file->kind == HOST_REGISTERS) {
        status->st_uid = getuid();
        status->st_gid = getgid();
        status->st_rdev = makedev(MSR_MAJOR, atoi(file->path + strlen("/dev/cpu/")));
    }
    return 0;
}

/* The same for statx(2). */
static int fill_extended(struct statx *to, const struct host_file *file)
{
    struct stat from;
    int problem = fill_host_file(&from, file);
    if (problem)
        return problem;
    *to = (struct statx){
        .stx_mask = STATX_BASIC_STATS,
        .stx_blksize = from.st_blksize,
        .stx_nlink = from.st_nlink,
        .stx_uid = from.st_uid,
        .stx_gid = from.st_gid,
        .stx_mode = from.st_mode,
        .stx_ino = from.st_ino,
        .stx_size = from.st_size,
        .stx_rdev_major = major(from.st_rdev),
        .stx_rdev_minor = minor(from.st_rdev),
    };
    return 0;
}

/* access(2): nothing can be executed but directories, and root alone may try to write what is read-only. */
static int host_file_access(const struct host_file *file, int asked, uid_t uid)
{
    if (file == &missing)
        return -ENOENT;
    if (file->kind != HOST_DIRECTORY && asked & X_OK)
        return -EACCES;
    return file->kind != HOST_REGISTERS && asked & W_OK && uid != 0 ? -EACCES : 0;
}
#endif
