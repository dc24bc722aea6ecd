/* System calls on files of the simulated host, for the supervisor. */

static void respond(uint64_t id, int64_t value, uint32_t flags);
static int copy_text(pid_t tid, char *to, size_t room, uint64_t address);

/* A descriptor's entry in /proc. */
static void descriptor_entry(char *to, size_t room, pid_t tid, int fd)
{
    snprintf(to, room, "/proc/%d/fd/%d", (int) tid, fd);
}

/* The file that a path names; NULL for another one. */
static struct host_file *host_file_of_path(pid_t tid, int directory, uint64_t address, int flags)
{
    char path[PATH_MAX], entry[64];
    if (!address || copy_text(tid, path, sizeof path, address) < 0)
        return NULL;
    if (directory == AT_FDCWD)
        snprintf(entry, sizeof entry, "/proc/%d/cwd", (int) tid);
    else
        descriptor_entry(entry, sizeof entry, tid, directory);
    return *path || !(flags & AT_EMPTY_PATH) ? host_file_at(entry, path) : host_file_behind(entry);
}

static struct host_file *host_file_of_descriptor(pid_t tid, int fd)
{
    char entry[64];
    descriptor_entry(entry, sizeof entry, tid, fd);
    return host_file_behind(entry);
}

static int64_t install_host_file(struct seccomp_notif *request, const struct host_file *file, int flags)
{
    int fd = open_host_file(file, flags);
    if (fd < 0)
        return fd;
    struct seccomp_notif_addfd added = {.id = request->id, .srcfd = fd, .newfd_flags = flags & O_CLOEXEC};
    int installed = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &added);
    int64_t result = installed < 0 ? -errno : installed;
    close(fd);
    return result;
}

/* The program's position in the directory is that of its descriptor, which this call moves. */
static int64_t read_directory(struct seccomp_notif *request)
{
    static _Thread_local char entries[1 << 15];
    uint64_t *args = (uint64_t *) request->data.args;
    size_t room = args[2] < sizeof entries ? args[2] : sizeof entries;
    int pidfd = syscall(SYS_pidfd_open, process_of(request->pid), 0);
    int fd = pidfd < 0 ? -1 : syscall(SYS_pidfd_getfd, pidfd, (int) args[0], 0);
    ssize_t n = fd < 0 ? -1 : read(fd, entries, room);
    int64_t result = n < 0 ? -EIO : n == (ssize_t) args[2] ? -EINVAL : copy_to(request->pid, entries, args[1], n) < 0 ? -EFAULT : n;
    close(fd);
    close(pidfd);
    return result;
}

static int64_t stat_host_file(struct seccomp_notif *request, const struct host_file *file, uint64_t to)
{
    struct stat status;
    int problem = fill_host_file(&status, file);
    return problem ? problem : copy_to(request->pid, &status, to, sizeof status) < 0 ? -EFAULT : 0;
}

static int64_t statx_host_file(struct seccomp_notif *request, const struct host_file *file, uint64_t to)
{
    struct statx status;
    int problem = fill_extended(&status, file);
    return problem ? problem : copy_to(request->pid, &status, to, sizeof status) < 0 ? -EFAULT : 0;
}

static uid_t user_of(pid_t tid)
{
    char path[64];
    struct stat process;
    snprintf(path, sizeof path, "/proc/%d", (int) tid);
    return stat(path, &process) < 0 ? (uid_t) -1 : process.st_uid;
}

/* The file whose descriptor's entry a path names. */
static struct host_file *host_file_of_link(pid_t tid, uint64_t path_address)
{
    char path[PATH_MAX];
    int fd, end = 0;
    return copy_text(tid, path, sizeof path, path_address) == 0 && sscanf(path, "/proc/self/fd/%d%n", &fd, &end) == 1 && end
            && !path[end]
        ? host_file_of_descriptor(tid, fd)
        : NULL;
}

static int64_t read_host_link(struct seccomp_notif *request, const struct host_file *file, uint64_t to, uint64_t room)
{
    size_t bytes = strlen(file->path);
    bytes = bytes < room ? bytes : room;
    return copy_to(request->pid, file->path, to, bytes) < 0 ? -EFAULT : (int64_t) bytes;
}

/* Puts a register where the kernel will read it; a negative errno for one that the processor does not have. */
static int64_t before_read(struct seccomp_notif *request, const struct host_file *file, uint64_t position)
{
    char entry[64];
    descriptor_entry(entry, sizeof entry, request->pid, (int) request->data.args[0]);
    return prepare_register(file, entry, (uint32_t) position);
}

/* Answers a call on a file of the simulated host; 0 for another one, and for one that the kernel goes on with. */
static int handle_host_file(struct seccomp_notif *request)
{
    uint64_t *args = (uint64_t *) request->data.args;
    pid_t tid = request->pid;
    struct host_file *file = NULL;
    struct open_how how = {0};
    int64_t result = 0;
    if (!host_file_count)
        return 0;
    switch (request->data.nr) {
    case SYS_open:
        if ((file = host_file_of_path(tid, AT_FDCWD, args[0], 0)))
            result = install_host_file(request, file, (int) args[1]);
        break;
    case SYS_openat:
        if ((file = host_file_of_path(tid, (int) args[0], args[1], 0)))
            result = install_host_file(request, file, (int) args[2]);
        break;
    case SYS_openat2:
        if ((file = host_file_of_path(tid, (int) args[0], args[1], 0))
            && copy_from(tid, &how, args[2], args[3] < sizeof how ? args[3] : sizeof how) == 0)
            result = install_host_file(request, file, (int) how.flags);
        break;
    case SYS_stat:
    case SYS_lstat:
        if ((file = host_file_of_path(tid, AT_FDCWD, args[0], 0)))
            result = stat_host_file(request, file, args[1]);
        break;
    case SYS_fstat:
        if ((file = host_file_of_descriptor(tid, (int) args[0])))
            result = stat_host_file(request, file, args[1]);
        break;
    case SYS_newfstatat:
        if ((file = host_file_of_path(tid, (int) args[0], args[1], (int) args[3])))
            result = stat_host_file(request, file, args[2]);
        break;
    case SYS_statx:
        if ((file = args[1] ? host_file_of_path(tid, (int) args[0], args[1], (int) args[2])
                            : host_file_of_descriptor(tid, (int) args[0])))
            result = statx_host_file(request, file, args[4]);
        break;
    case SYS_access:
        if ((file = host_file_of_path(tid, AT_FDCWD, args[0], 0)))
            result = host_file_access(file, (int) args[1], user_of(tid));
        break;
    case SYS_faccessat:
    case SYS_faccessat2:
        if ((file = host_file_of_path(tid, (int) args[0], args[1], request->data.nr == SYS_faccessat2 ? (int) args[3] : 0)))
            result = host_file_access(file, (int) args[2], user_of(tid));
        break;
    case SYS_readlink:
        if ((file = host_file_of_link(tid, args[0])))
            result = read_host_link(request, file, args[1], args[2]);
        break;
    case SYS_readlinkat:
        if ((file = host_file_of_link(tid, args[1])))
            result = read_host_link(request, file, args[2], args[3]);
        break;
    case SYS_getdents64:
        if ((file = host_file_of_descriptor(tid, (int) args[0])))
            result = file->kind == HOST_DIRECTORY ? read_directory(request) : -ENOTDIR;
        break;
    case SYS_lseek:
        file = host_file_of_descriptor(tid, (int) args[0]);
        if (file && file->kind == HOST_TEXT && (int) args[2] >= SEEK_DATA) {
            result = SPARSE_SEEK;
            break;
        }
        if (file && file->kind == HOST_REGISTERS)
            before_read(request, file, args[1]);
        file = NULL;
        break;
    case SYS_pread64:
        file = host_file_of_descriptor(tid, (int) args[0]);
        if (file)
            result = file->kind == HOST_REGISTERS ? before_read(request, file, args[3]) : 0;
        if (result == 0)
            file = NULL;
        break;
    }
    if (!file)
        return 0;
    respond(request->id, result, 0);
    return 1;
}
