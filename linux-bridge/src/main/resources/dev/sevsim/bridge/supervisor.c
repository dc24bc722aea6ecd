/*
 * Brings the system calls of a Linux program on /dev/sev and /dev/kvm to a simulated host.
 *
 * Built as a program it starts another one under a seccomp filter whose notifications it answers; built with
 * -DSEVSIM_PRELOAD it is a library for LD_PRELOAD that does the same inside of a dynamically linked program. Nothing is
 * answered here: every open, ioctl and last close goes to the server, which reads and writes the program's memory.
 * docs/linux-bridge.md describes the protocol.
 *
 * A descriptor of a simulated file is one of a memfd of its own. The kernel copies, inherits and closes it as any other;
 * inotify reports when the last one is closed, and mmap maps the pages of a vCPU.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "host-files.h"

enum message {
    HELLO = 1, OPEN, IOCTL, CLOSE, DATA, NUMBER,
    RESULT = 16, READ, WRITE, PROBE, INSTALL, FIND, READ_PAGES, WRITE_PAGES
};
enum { VERSION = 2, GROUP_BYTES = 16, MOST_BYTES = 1 << 20, HEAD_BYTES = 5, PAGE = 4096 };
enum device { NO_DEVICE, DEV_SEV, DEV_KVM };

/*
 * An answer is polled for before the thread sleeps, since it mostly comes sooner than a sleeper wakes: at once from another processor,
 * and on the same one by giving way. Where others use the processor meanwhile it is left out, longer each time.
 */
enum { SPIN_NANOS = 25 * 1000, FRUITLESS_SPINS = 4, FEWEST_LEFT_OUT = 64, MOST_LEFT_OUT = 4096 };

/*
 * A connection of one process, on which one call at a time is made. A process has as many as it has threads that make calls at the
 * same time.
 */
struct connection {
    int fd;
    int busy, ended;
    int fruitless, left_out, next_left_out;
    uint64_t process;
    pid_t pid;
    struct connection *next;
    /* Bytes of the message under construction and of the one that was received last. */
    size_t out_bytes, in_bytes, in_at;
    unsigned char out[MOST_BYTES + 64];
    unsigned char in[MOST_BYTES + 64];
};

static unsigned char group[GROUP_BYTES];
static const char *server_path;
static int inotify_fd = -1, processors = 1;

/* What is shared by threads, held for moments: connections and files. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Held while closes are reported, before which no call of another thread begins; a system call on other files does not wait. */
static pthread_mutex_t closing = PTHREAD_MUTEX_INITIALIZER;

static struct connection *connections;

static void put(struct connection *to, const void *from, size_t bytes)
{
    memcpy(to->out + to->out_bytes, from, bytes);
    to->out_bytes += bytes;
}

static void put32(struct connection *to, uint32_t value) { put(to, &value, sizeof value); }
static void put64(struct connection *to, uint64_t value) { put(to, &value, sizeof value); }

static void begin(struct connection *to, enum message type)
{
    unsigned char code = type;
    to->out_bytes = 0;
    put32(to, 0);
    put(to, &code, 1);
}

static int send_all(struct connection *to)
{
    uint32_t length = to->out_bytes - 4;
    memcpy(to->out, &length, 4);
    for (size_t done = 0; done < to->out_bytes;) {
        ssize_t n = send(to->fd, to->out + done, to->out_bytes - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        done += n;
    }
    return 0;
}

static int64_t nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void note_spin(struct connection *from, int helped)
{
    if (helped) {
        from->fruitless = 0;
        from->next_left_out = FEWEST_LEFT_OUT;
    } else if (++from->fruitless >= FRUITLESS_SPINS) {
        from->left_out = from->next_left_out;
        from->next_left_out *= from->next_left_out < MOST_LEFT_OUT ? 2 : 1;
    }
}

/* recv that polls for a while where that was of use lately and another processor may be at work on the answer. */
static ssize_t receive_some(struct connection *from, void *to, size_t room)
{
    if (processors > 1 && from->left_out == 0) {
        int64_t start = nanos(), now;
        ssize_t n;
        do {
            n = recv(from->fd, to, room, MSG_DONTWAIT);
            now = nanos();
            if (n >= 0 || (errno != EAGAIN && errno != EINTR))
                break;
            sched_yield();
        } while (now - start < SPIN_NANOS);
        note_spin(from, n >= 0 && now - start < SPIN_NANOS);
        if (n >= 0)
            return n;
    } else if (from->left_out > 0)
        from->left_out--;
    return recv(from->fd, to, room, 0);
}

/* The type of the next message, whose fields are in `in` from in_at to in_bytes; -1 when the server is gone. */
static int next_message(struct connection *from)
{
    uint32_t length = 0;
    size_t done = 0, wanted = HEAD_BYTES;
    /* Nothing follows a message before it is answered, so that all that comes is one message. */
    while (done < wanted) {
        ssize_t n = receive_some(from, from->in + done, sizeof from->in - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        done += n;
        if (done >= HEAD_BYTES) {
            memcpy(&length, from->in, 4);
            if (length < 1 || length > MOST_BYTES || done > length + 4)
                return -1;
            wanted = length + 4;
        }
    }
    from->in_at = HEAD_BYTES;
    from->in_bytes = wanted;
    return from->in[4];
}

static uint32_t get32(struct connection *from)
{
    uint32_t value = 0;
    if (from->in_bytes - from->in_at >= sizeof value)
        memcpy(&value, from->in + from->in_at, sizeof value), from->in_at += sizeof value;
    return value;
}

static uint64_t get64(struct connection *from)
{
    uint64_t value = 0;
    if (from->in_bytes - from->in_at >= sizeof value)
        memcpy(&value, from->in + from->in_at, sizeof value), from->in_at += sizeof value;
    return value;
}

/* Sends what was begun and waits for its result; other messages are answered by serve_question. */
static int64_t converse(struct connection *with, pid_t tid, const void *context);

/* A connection of a process, which has one call in progress from now on; NULL when the server does not answer. */
static struct connection *connect_to_server(pid_t pid, uint64_t process)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    /* Pages that no message reaches are never touched. */
    struct connection *made =
        mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED)
        return NULL;
    made->busy = 1;
    made->next_left_out = FEWEST_LEFT_OUT;
    made->pid = pid;
    made->process = process;
    made->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int problem = made->fd < 0 ? errno : strlen(server_path) >= sizeof address.sun_path ? ENAMETOOLONG : 0;
    if (!problem) {
        strcpy(address.sun_path, server_path);
        if (connect(made->fd, (struct sockaddr *) &address, sizeof address) < 0)
            problem = errno;
    }
    if (!problem) {
        begin(made, HELLO);
        put32(made, VERSION);
        put64(made, process);
        put(made, group, sizeof group);
        problem = converse(made, 0, NULL) != 0 ? EPROTO : 0;
    }
    if (!problem)
        return made;
    if (made->fd >= 0)
        syscall(SYS_close, made->fd);
    munmap(made, sizeof *made);
    errno = problem;
    return NULL;
}

static void end_connection(struct connection *ended)
{
    syscall(SYS_close, ended->fd);
    munmap(ended, sizeof *ended);
}

/* A connection of the process that makes no call; the lock is held. */
static struct connection *take_idle(pid_t pid)
{
    struct connection *idle = connections;
    while (idle && (idle->pid != pid || idle->busy || idle->ended))
        idle = idle->next;
    if (idle)
        idle->busy = 1;
    return idle;
}

static void add_connection(struct connection *added)
{
    pthread_mutex_lock(&lock);
    added->next = connections;
    connections = added;
    pthread_mutex_unlock(&lock);
}

/* Takes a connection off the list; the lock is held. */
static void unlink_connection(struct connection *gone)
{
    struct connection **at = &connections;
    while (*at && *at != gone)
        at = &(*at)->next;
    if (*at)
        *at = gone->next;
}

/* A call is over. */
static void release_connection(struct connection *used)
{
    pthread_mutex_lock(&lock);
    used->busy = 0;
    if (used->ended)
        unlink_connection(used);
    int ended = used->ended;
    pthread_mutex_unlock(&lock);
    if (ended)
        end_connection(used);
}

static int copy_from(pid_t tid, void *to, uint64_t address, size_t bytes)
{
    struct iovec local = {to, bytes}, remote = {(void *) (uintptr_t) address, bytes};
    return process_vm_readv(tid, &local, 1, &remote, 1, 0) == (ssize_t) bytes ? 0 : -1;
}

static int copy_to(pid_t tid, const void *from, uint64_t address, size_t bytes)
{
    struct iovec local = {(void *) from, bytes}, remote = {(void *) (uintptr_t) address, bytes};
    return process_vm_writev(tid, &local, 1, &remote, 1, 0) == (ssize_t) bytes ? 0 : -1;
}

/* Whether the ranges of /proc/PID/maps cover [address, address + bytes). */
static int is_mapped(pid_t tid, uint64_t address, uint64_t bytes)
{
    char path[64], *line = NULL;
    size_t room = 0;
    uint64_t at = address, end = address + bytes;
    snprintf(path, sizeof path, "/proc/%d/maps", (int) tid);
    FILE *maps = fopen(path, "re");
    if (!maps)
        return 0;
    while (at < end && getline(&line, &room, maps) > 0) {
        unsigned long first, last;
        char readable;
        if (sscanf(line, "%lx-%lx %c", &first, &last, &readable) != 3 || last <= at)
            continue;
        if (first > at || readable != 'r')
            break;
        at = last;
    }
    free(line);
    fclose(maps);
    return at >= end;
}

/* A few pages are tried one by one, which costs less than to read the map of the process. */
static int probe(pid_t tid, uint64_t address, uint64_t bytes)
{
    char byte;
    if (bytes > 16 * PAGE || address + bytes < address)
        return address + bytes >= address && is_mapped(tid, address, bytes);
    for (uint64_t at = address; at < address + bytes; at = (at | (PAGE - 1)) + 1)
        if (copy_from(tid, &byte, at, 1) < 0)
            return 0;
    return 1;
}

/* Asks the kernel for a file of its own: a memfd whose name is that in /proc, with `pages` bytes. */
static int make_file(const char *name, uint32_t pages)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, pages) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int64_t install(const void *context, uint64_t number, uint32_t pages, const char *name);
static uint64_t find(pid_t tid, int fd);
static int pages_of(const void *context, uint64_t number);
static void note_event(const struct inotify_event *event);

/* What has happened to descriptors of simulated files since the last time. */
static void note_closes(void)
{
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t n;
    pthread_mutex_lock(&closing);
    while ((n = read(inotify_fd, events, sizeof events)) > 0)
        for (char *at = events; at < events + n;) {
            struct inotify_event *event = (struct inotify_event *) at;
            at += sizeof *event + event->len;
            note_event(event);
        }
    pthread_mutex_unlock(&closing);
}

static int send_number(struct connection *to, int64_t value)
{
    begin(to, NUMBER);
    put64(to, value);
    return send_all(to);
}

static int send_data(struct connection *to, int has_all, size_t bytes)
{
    to->out_bytes += has_all ? bytes : 0;
    return send_all(to);
}

static int send_pages(struct connection *to, int fd, uint32_t bytes)
{
    ssize_t n = pread(fd, to->out + to->out_bytes, bytes, 0);
    syscall(SYS_close, fd);
    return send_data(to, n == (ssize_t) bytes, bytes);
}

static int take_pages(struct connection *from, int fd, size_t bytes)
{
    ssize_t n = pwrite(fd, from->in + from->in_at, bytes, 0);
    syscall(SYS_close, fd);
    return send_number(from, n == (ssize_t) bytes ? 0 : -EIO);
}

/* Answers one message of the server about the program that waits; -1 when the connection is of no use. */
static int serve_question(struct connection *with, int type, pid_t tid, const void *context)
{
    uint64_t first;
    uint32_t bytes;
    switch (type) {
    case READ:
        first = get64(with);
        bytes = get32(with);
        begin(with, DATA);
        return bytes > MOST_BYTES
            ? -1
            : send_data(with, copy_from(tid, with->out + with->out_bytes, first, bytes) == 0, bytes);
    case WRITE:
        first = get64(with);
        return send_number(
            with, copy_to(tid, with->in + with->in_at, first, with->in_bytes - with->in_at) == 0 ? 0 : -EFAULT);
    case PROBE:
        first = get64(with);
        return send_number(with, probe(tid, first, get64(with)));
    case INSTALL: {
        char name[64];
        first = get64(with);
        bytes = get32(with);
        size_t length = with->in_bytes - with->in_at;
        if (length >= sizeof name)
            return -1;
        memcpy(name, with->in + with->in_at, length);
        name[length] = 0;
        return send_number(with, install(context, first, bytes, name));
    }
    case FIND:
        return send_number(with, find(tid, (int) get32(with)));
    case READ_PAGES:
        first = get64(with);
        bytes = get32(with);
        begin(with, DATA);
        return bytes > MOST_BYTES ? -1 : send_pages(with, pages_of(context, first), bytes);
    case WRITE_PAGES:
        first = get64(with);
        return take_pages(with, pages_of(context, first), with->in_bytes - with->in_at);
    default:
        return -1;
    }
}

static int64_t converse(struct connection *with, pid_t tid, const void *context)
{
    if (send_all(with) < 0)
        return -EIO;
    for (;;) {
        int type = next_message(with);
        if (type == RESULT)
            return (int64_t) get64(with);
        if (type < 0 || serve_question(with, type, tid, context) < 0) {
            shutdown(with->fd, SHUT_RDWR);
            return -EIO;
        }
    }
}

static int64_t call_open(struct connection *with, pid_t tid, enum device device, int flags, const void *context)
{
    begin(with, OPEN);
    put32(with, device);
    put32(with, flags);
    return converse(with, tid, context);
}

static int64_t call_ioctl(struct connection *with, pid_t tid, int descriptor, uint64_t number, uint32_t request,
    uint64_t argument, const void *context)
{
    begin(with, IOCTL);
    put32(with, descriptor);
    put64(with, number);
    put32(with, request);
    put64(with, argument);
    return converse(with, tid, context);
}

static void call_close(struct connection *with, uint64_t number)
{
    begin(with, CLOSE);
    put64(with, number);
    converse(with, 0, NULL);
}

#ifndef SEVSIM_PRELOAD
#include <dirent.h>
#include <elf.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

/* Since Linux 6.6. */
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

/* Exit statuses before the program runs, as of env(1). */
enum { CANNOT_START = 125, CANNOT_EXECUTE = 126, NOT_FOUND = 127 };

enum { MISC_MAJOR = 10, KVM_MINOR = 232, SEV_MINOR = 124 };

/* What programs see of a device. */
struct node {
    const char *path;
    int absent;
    int by_mode;
    mode_t mode;
    unsigned int minor;
};

static struct node nodes[] = {
    [DEV_SEV] = {.path = "/dev/sev", .mode = 0600, .minor = SEV_MINOR},
    [DEV_KVM] = {.path = "/dev/kvm", .mode = 0660, .minor = KVM_MINOR},
};

/* A simulated file with at least one descriptor in some program. */
struct file {
    uint64_t number;
    int fd;
    int watch;
    int opens;
    dev_t dev;
    ino_t ino;
    char name[64];
    struct file *next;
};

/* A process that has made a call; pidfd reports its end. */
struct process {
    uint64_t number;
    pid_t pid;
    int pidfd;
    struct process *next;
};

/* The lock is for these. */
static struct file *files;
static struct process *processes;
static uint64_t last_process;
static int workers, idle_workers;

static int listener = -1, events = -1;
static size_t request_bytes;
static struct connection *own_connection;
static struct stat dev_directory;

/* Flags of the open in progress, for the descriptor that the server installs. */
struct notification {
    struct seccomp_notif *request;
    int flags;
};

static void respond(uint64_t id, int64_t value, uint32_t flags)
{
    struct seccomp_notif_resp response = {.id = id, .flags = flags};
    if (value < 0)
        response.error = (int) value;
    else
        response.val = value;
    /* ENOENT: the program was killed meanwhile. */
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void let_pass(uint64_t id)
{
    respond(id, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

static pid_t process_of(pid_t tid)
{
    char path[64], text[512], *line;
    snprintf(path, sizeof path, "/proc/%d/status", (int) tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return tid;
    text[n] = 0;
    line = strstr(text, "\nTgid:");
    return line ? atoi(line + 6) : tid;
}

/* The process of a thread among those that are known; the lock is held. */
static struct process *known_process(pid_t tid)
{
    for (struct process **at = &processes; *at; at = &(*at)->next)
        if (syscall(SYS_tgkill, (*at)->pid, tid, 0) == 0 || errno == EPERM) {
            struct process *found = *at;
            *at = found->next;
            found->next = processes;
            return processes = found;
        }
    return NULL;
}

/* The process of a thread, known from now on; the lock is held. */
static struct process *note_process(pid_t tid)
{
    struct process *found = known_process(tid);
    if (found)
        return found;
    found = calloc(1, sizeof *found);
    if (!found)
        return NULL;
    pid_t pid = process_of(tid);
    *found = (struct process){
        .number = ++last_process, .pid = pid, .pidfd = syscall(SYS_pidfd_open, pid, 0), .next = processes};
    struct epoll_event event = {.events = EPOLLIN, .data.fd = found->pidfd};
    epoll_ctl(events, EPOLL_CTL_ADD, found->pidfd, &event);
    return processes = found;
}

/* A connection of a thread's process for one call; NULL when the server does not answer. */
static struct connection *connection_of(pid_t tid)
{
    pthread_mutex_lock(&lock);
    struct process *process = note_process(tid);
    struct connection *idle = process ? take_idle(process->pid) : NULL;
    uint64_t number = process ? process->number : 0;
    pid_t pid = process ? process->pid : 0;
    pthread_mutex_unlock(&lock);
    if (idle || !number)
        return idle;
    struct connection *made = connect_to_server(pid, number);
    if (made)
        add_connection(made);
    return made;
}

/* A process has ended: so do its connections, those with a call in progress when that is over. */
static void end_process(int pidfd)
{
    pthread_mutex_lock(&lock);
    struct process **at = &processes;
    while (*at && (*at)->pidfd != pidfd)
        at = &(*at)->next;
    struct process *gone = *at;
    if (gone) {
        *at = gone->next;
        for (struct connection *next, *each = connections; each; each = next) {
            next = each->next;
            if (each->process != gone->number)
                continue;
            each->ended = 1;
            if (!each->busy) {
                unlink_connection(each);
                end_connection(each);
            }
        }
        close(pidfd);
        free(gone);
    }
    pthread_mutex_unlock(&lock);
}

static int has_files(void)
{
    pthread_mutex_lock(&lock);
    int has = files != NULL;
    pthread_mutex_unlock(&lock);
    return has;
}

/* Whether a descriptor of a thread is one of a simulated file, which is copied to `found`. */
static int file_of(pid_t tid, int fd, struct file *found)
{
    char path[64];
    struct stat status;
    if (!has_files())
        return 0;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int) tid, fd);
    if (stat(path, &status) < 0)
        return 0;
    pthread_mutex_lock(&lock);
    struct file *file = files;
    while (file && (file->ino != status.st_ino || file->dev != status.st_dev))
        file = file->next;
    if (file)
        *found = *file;
    pthread_mutex_unlock(&lock);
    return file != NULL;
}

static uint64_t find(pid_t tid, int fd)
{
    struct file file;
    return file_of(tid, fd, &file) ? file.number : 0;
}

/* A descriptor of a file's pages, to be closed, or -1. */
static int pages_of(const void *context, uint64_t number)
{
    (void) context;
    pthread_mutex_lock(&lock);
    struct file *file = files;
    while (file && file->number != number)
        file = file->next;
    int fd = file ? fcntl(file->fd, F_DUPFD_CLOEXEC, 0) : -1;
    pthread_mutex_unlock(&lock);
    return fd;
}

static void forget(struct file **at)
{
    struct file *gone = *at;
    *at = gone->next;
    inotify_rm_watch(inotify_fd, gone->watch);
    close(gone->fd);
    free(gone);
}

/* Closes on the host what programs have closed; each event is one more or one less open description. */
static void note_event(const struct inotify_event *event)
{
    uint64_t closed = 0;
    pthread_mutex_lock(&lock);
    struct file **file = &files;
    while (*file && (*file)->watch != event->wd)
        file = &(*file)->next;
    if (*file && event->mask & IN_OPEN)
        (*file)->opens++;
    if (*file && event->mask & IN_CLOSE && --(*file)->opens == 0) {
        closed = (*file)->number;
        forget(file);
    }
    pthread_mutex_unlock(&lock);
    if (closed)
        call_close(own_connection, closed);
}

static int64_t install(const void *context, uint64_t number, uint32_t pages, const char *name)
{
    const struct notification *waiting = context;
    char path[64];
    struct stat status;
    struct file *file = calloc(1, sizeof *file);
    int fd = make_file(name, pages);
    if (!waiting || !file || fd < 0 || fstat(fd, &status) < 0) {
        free(file);
        return -ENFILE;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    *file = (struct file){.number = number, .fd = fd, .dev = status.st_dev, .ino = status.st_ino};
    snprintf(file->name, sizeof file->name, "%s", name);
    pthread_mutex_lock(&lock);
    file->watch = inotify_add_watch(inotify_fd, path, IN_OPEN | IN_CLOSE);
    file->next = files;
    files = file;
    pthread_mutex_unlock(&lock);
    int mode = (waiting->flags & O_ACCMODE) == O_ACCMODE ? O_RDWR : waiting->flags & O_ACCMODE;
    int copy = open(path, mode | (waiting->flags & (O_NONBLOCK | O_PATH)) | O_CLOEXEC);
    struct seccomp_notif_addfd added = {
        .id = waiting->request->id, .srcfd = copy, .newfd_flags = waiting->flags & O_CLOEXEC};
    int installed = copy < 0 ? -1 : ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &added);
    int64_t result = installed < 0 ? -errno : installed;
    close(copy);
    return result;
}

/* A text of the program, as far as it fits. */
static int copy_text(pid_t tid, char *to, size_t room, uint64_t address)
{
    for (size_t done = 0; done < room;) {
        size_t n = PAGE - ((address + done) & (PAGE - 1));
        n = n < room - done ? n : room - done;
        if (copy_from(tid, to + done, address + done, n) < 0)
            return -1;
        if (memchr(to + done, 0, n))
            return 0;
        done += n;
    }
    return -1;
}

/* A path as the supervisor reaches it: below the program's root, its working directory, or a descriptor. */
static int reachable(char *to, size_t room, pid_t tid, int directory, const char *path)
{
    if (!strncmp(path, "/proc/self/", 11))
        return snprintf(to, room, "/proc/%d/%s", (int) process_of(tid), path + 11);
    if (!strncmp(path, "/proc/thread-self/", 18))
        return snprintf(to, room, "/proc/%d/%s", (int) tid, path + 18);
    if (*path == '/')
        return snprintf(to, room, "/proc/%d/root%s", (int) tid, path);
    if (directory == AT_FDCWD)
        return snprintf(to, room, "/proc/%d/cwd/%s", (int) tid, path);
    return snprintf(to, room, "/proc/%d/fd/%d/%s", (int) tid, directory, path);
}

/* Whether a path is that of a simulated file, /proc/PID/fd/N under any of its names; the file is copied to `found`. */
static int file_at(pid_t tid, int directory, const char *path, struct file *found)
{
    char at[2 * PATH_MAX], of[64];
    int pid, thread, fd, end = 0;
    ssize_t n = 0;
    if (!has_files())
        return 0;
    if (*path != '/') {
        if (directory == AT_FDCWD)
            snprintf(of, sizeof of, "/proc/%d/cwd", (int) tid);
        else
            snprintf(of, sizeof of, "/proc/%d/fd/%d", (int) tid, directory);
        n = readlink(of, at, PATH_MAX);
        if (n < 0)
            return 0;
        at[n++] = '/';
    }
    snprintf(at + n, sizeof at - n, "%s", path);
    if (sscanf(at, "/proc/self/fd/%d%n", &fd, &end) == 1 && end && !at[end])
        return file_of(tid, fd, found);
    if (sscanf(at, "/proc/thread-self/fd/%d%n", &fd, &end) == 1 && end && !at[end])
        return file_of(tid, fd, found);
    if (sscanf(at, "/dev/fd/%d%n", &fd, &end) == 1 && end && !at[end])
        return file_of(tid, fd, found);
    if (sscanf(at, "/proc/%d/fd/%d%n", &pid, &fd, &end) == 2 && end && !at[end])
        return file_of(pid, fd, found);
    if (sscanf(at, "/proc/%d/task/%d/fd/%d%n", &pid, &thread, &fd, &end) == 3 && end && !at[end])
        return file_of(thread, fd, found);
    return 0;
}

static enum device named(const char *name)
{
    return !strcmp(name, nodes[DEV_SEV].path) ? DEV_SEV : !strcmp(name, nodes[DEV_KVM].path) ? DEV_KVM : NO_DEVICE;
}

/* Which simulated device a path names: by its name in /dev, through symbolic links, or by the number of a real node. */
static enum device device_of(pid_t tid, int directory, const char *path, int follow)
{
    char at[2 * PATH_MAX], target[PATH_MAX];
    struct stat status;
    struct file file;
    if (follow && file_at(tid, directory, path, &file))
        return named(file.name);
    if (reachable(at, sizeof at, tid, directory, path) >= (int) sizeof at)
        return NO_DEVICE;
    for (int links = 0; links < 40; links++) {
        char *name = strrchr(at, '/') + 1;
        if (!strcmp(name, "sev") || !strcmp(name, "kvm")) {
            char first = *name;
            *name = 0;
            int in_dev = stat(at, &status) == 0 && status.st_ino == dev_directory.st_ino
                && status.st_dev == dev_directory.st_dev;
            *name = first;
            if (in_dev)
                return first == 's' ? DEV_SEV : DEV_KVM;
        }
        if (lstat(at, &status) < 0)
            return NO_DEVICE;
        if (S_ISCHR(status.st_mode) && status.st_rdev == makedev(MISC_MAJOR, KVM_MINOR))
            return DEV_KVM;
        if (!S_ISLNK(status.st_mode) || !follow)
            return NO_DEVICE;
        ssize_t n = readlink(at, target, sizeof target - 1);
        if (n < 0)
            return NO_DEVICE;
        target[n] = 0;
        if (*target == '/')
            snprintf(at, sizeof at, "/proc/%d/root%s", (int) tid, target);
        else
            snprintf(name, sizeof at - (name - at), "%s", target);
    }
    return NO_DEVICE;
}

/* EACCES unless the mode of the device allows the access (4 reading, 2 writing); root has every access. */
static int check_access(pid_t tid, enum device device, int asked)
{
    struct stat process;
    char path[64];
    struct node *node = &nodes[device];
    snprintf(path, sizeof path, "/proc/%d", (int) tid);
    if (!node->by_mode)
        return 0;
    if (stat(path, &process) < 0)
        return -EACCES;
    mode_t bits = process.st_uid == 0 ? 7 : process.st_gid == 0 ? node->mode >> 3 & 7 : node->mode & 7;
    return (bits & asked) == (mode_t) asked ? 0 : -EACCES;
}

static void handle_open(struct seccomp_notif *request, int directory, uint64_t path_address, int flags)
{
    char path[PATH_MAX];
    struct notification waiting = {request, flags};
    enum device device = copy_text(request->pid, path, sizeof path, path_address) < 0
        ? NO_DEVICE
        : device_of(request->pid, directory, path, !(flags & O_NOFOLLOW));
    if (device == NO_DEVICE) {
        let_pass(request->id);
        return;
    }
    static const int access_of[] = {[O_RDONLY] = 4, [O_WRONLY] = 2, [O_RDWR] = 6, [O_ACCMODE] = 6};
    int64_t result = nodes[device].absent ? -ENOENT
        : (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL) ? -EEXIST
        : flags & O_DIRECTORY ? -ENOTDIR
        : flags & O_PATH ? 0
        : check_access(request->pid, device, access_of[flags & O_ACCMODE]);
    if (result == 0 && flags & O_PATH)
        result = install(&waiting, 0, 0, nodes[device].path);
    else if (result == 0) {
        struct connection *connection = connection_of(request->pid);
        note_closes();
        result = connection ? call_open(connection, request->pid, device, flags, &waiting) : -EIO;
        if (connection)
            release_connection(connection);
    }
    respond(request->id, result, 0);
}

static void handle_ioctl(struct seccomp_notif *request)
{
    struct notification waiting = {request, O_RDWR | O_CLOEXEC};
    int fd = (int) request->data.args[0];
    struct file file;
    if (!file_of(request->pid, fd, &file)) {
        let_pass(request->id);
        return;
    }
    struct connection *connection = file.number ? connection_of(request->pid) : NULL;
    note_closes();
    int64_t result = !file.number ? -EBADF
        : !connection ? -EIO
        : call_ioctl(connection, request->pid, fd, file.number, (uint32_t) request->data.args[1],
              request->data.args[2], &waiting);
    /* Before the response, so that the thread's next call finds it. */
    if (connection)
        release_connection(connection);
    respond(request->id, result, 0);
}

/* stat of a simulated device, or of a file without a name. */
static void fill(struct stat *status, enum device device)
{
    memset(status, 0, sizeof *status);
    status->st_nlink = 1;
    status->st_blksize = PAGE;
    if (device == NO_DEVICE) {
        status->st_mode = 0600;
        return;
    }
    status->st_dev = dev_directory.st_dev;
    status->st_ino = nodes[device].minor;
    status->st_mode = S_IFCHR | nodes[device].mode;
    status->st_uid = nodes[device].by_mode ? 0 : getuid();
    status->st_gid = nodes[device].by_mode ? 0 : getgid();
    status->st_rdev = makedev(MISC_MAJOR, nodes[device].minor);
    status->st_atim = status->st_mtim = status->st_ctim = dev_directory.st_mtim;
}

/* Whether a stat-like call concerns a simulated file: 1, or 0 for another one, or the negative errno of the call. */
static int simulated(struct seccomp_notif *request, int directory, uint64_t path_address, int flags, enum device *device)
{
    char path[PATH_MAX];
    struct file file;
    *device = NO_DEVICE;
    if (path_address && copy_text(request->pid, path, sizeof path, path_address) < 0)
        return 0;
    if (!path_address || !*path) {
        if ((path_address && !(flags & AT_EMPTY_PATH)) || !file_of(request->pid, directory, &file))
            return 0;
        *device = named(file.name);
        return 1;
    }
    if (!(flags & AT_SYMLINK_NOFOLLOW) && file_at(request->pid, directory, path, &file)) {
        *device = named(file.name);
        return 1;
    }
    *device = device_of(request->pid, directory, path, !(flags & AT_SYMLINK_NOFOLLOW));
    return *device == NO_DEVICE ? 0 : nodes[*device].absent ? -ENOENT : 1;
}

static void handle_stat(struct seccomp_notif *request, int directory, uint64_t path, uint64_t to, int flags)
{
    enum device device;
    struct stat status;
    int which = simulated(request, directory, path, flags, &device);
    if (which == 0) {
        let_pass(request->id);
        return;
    }
    fill(&status, device);
    respond(request->id, which < 0 ? which : copy_to(request->pid, &status, to, sizeof status) < 0 ? -EFAULT : 0, 0);
}

static void handle_statx(struct seccomp_notif *request)
{
    enum device device;
    struct stat from;
    struct statx to = {.stx_mask = STATX_BASIC_STATS};
    uint64_t *args = (uint64_t *) request->data.args;
    int which = simulated(request, (int) args[0], args[1], (int) args[2], &device);
    if (which == 0) {
        let_pass(request->id);
        return;
    }
    fill(&from, device);
    to.stx_blksize = from.st_blksize;
    to.stx_nlink = from.st_nlink;
    to.stx_uid = from.st_uid;
    to.stx_gid = from.st_gid;
    to.stx_mode = from.st_mode;
    to.stx_ino = from.st_ino;
    to.stx_atime.tv_sec = to.stx_mtime.tv_sec = to.stx_ctime.tv_sec = from.st_mtim.tv_sec;
    to.stx_rdev_major = major(from.st_rdev);
    to.stx_rdev_minor = minor(from.st_rdev);
    to.stx_dev_major = major(from.st_dev);
    to.stx_dev_minor = minor(from.st_dev);
    respond(request->id, which < 0 ? which : copy_to(request->pid, &to, args[4], sizeof to) < 0 ? -EFAULT : 0, 0);
}

static void handle_access(struct seccomp_notif *request, int directory, uint64_t path, int asked, int flags)
{
    enum device device;
    int which = simulated(request, directory, path, flags, &device);
    if (which == 0)
        let_pass(request->id);
    else
        respond(request->id, which < 0 ? which : check_access(request->pid, device, asked), 0);
}

/* Devices have no extended attributes. */
static void handle_attributes(struct seccomp_notif *request, int flags)
{
    enum device device;
    int lists = request->data.nr == SYS_listxattr || request->data.nr == SYS_llistxattr;
    int which = simulated(request, AT_FDCWD, request->data.args[0], flags, &device);
    if (which == 0)
        let_pass(request->id);
    else
        respond(request->id, which < 0 ? which : lists ? 0 : -ENODATA, 0);
}

/* readlink of a descriptor's entry in /proc. */
static void handle_readlink(struct seccomp_notif *request, int directory, uint64_t path_address, uint64_t to, uint64_t room)
{
    char path[PATH_MAX];
    struct file file;
    if (!has_files() || copy_text(request->pid, path, sizeof path, path_address) < 0
        || !file_at(request->pid, directory, path, &file)) {
        let_pass(request->id);
        return;
    }
    size_t bytes = strlen(file.name);
    bytes = bytes < room ? bytes : room;
    respond(request->id, copy_to(request->pid, file.name, to, bytes) < 0 ? -EFAULT : (int64_t) bytes, 0);
}

static void handle_openat2(struct seccomp_notif *request)
{
    struct open_how how = {0};
    size_t bytes = request->data.args[3] < sizeof how ? request->data.args[3] : sizeof how;
    /* What is refused before the path is looked up, the kernel refuses. */
    if (bytes < sizeof how || copy_from(request->pid, &how, request->data.args[2], bytes) < 0
        || how.flags > UINT32_MAX || (how.mode && !(how.flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)))))
        let_pass(request->id);
    else
        handle_open(request, (int) request->data.args[0], request->data.args[1], (int) how.flags);
}

/* A 32-bit program makes system calls that this one cannot tell from others. */
static void end_foreign(struct seccomp_notif *request)
{
    fprintf(stderr,
        "sevsim: process %d is a 32-bit program and was ended: only x86-64 programs run on a simulated host\n",
        (int) request->pid);
    kill(process_of(request->pid), SIGKILL);
    respond(request->id, -ENOSYS, 0);
}

#include "host-calls.h"

static void handle(struct seccomp_notif *request)
{
    uint64_t *args = (uint64_t *) request->data.args;
    if (request->data.arch != AUDIT_ARCH_X86_64) {
        end_foreign(request);
        return;
    }
    if (handle_host_file(request))
        return;
    switch (request->data.nr) {
    case SYS_open:
        handle_open(request, AT_FDCWD, args[0], (int) args[1]);
        break;
    case SYS_creat:
        handle_open(request, AT_FDCWD, args[0], O_CREAT | O_WRONLY | O_TRUNC);
        break;
    case SYS_openat:
        handle_open(request, (int) args[0], args[1], (int) args[2]);
        break;
    case SYS_openat2:
        handle_openat2(request);
        break;
    case SYS_ioctl:
        handle_ioctl(request);
        break;
    case SYS_stat:
        handle_stat(request, AT_FDCWD, args[0], args[1], 0);
        break;
    case SYS_lstat:
        handle_stat(request, AT_FDCWD, args[0], args[1], AT_SYMLINK_NOFOLLOW);
        break;
    case SYS_fstat:
        handle_stat(request, (int) args[0], 0, args[1], AT_EMPTY_PATH);
        break;
    case SYS_newfstatat:
        handle_stat(request, (int) args[0], args[1], args[2], (int) args[3]);
        break;
    case SYS_statx:
        handle_statx(request);
        break;
    case SYS_access:
        handle_access(request, AT_FDCWD, args[0], (int) args[1], 0);
        break;
    case SYS_faccessat:
        handle_access(request, (int) args[0], args[1], (int) args[2], 0);
        break;
    case SYS_faccessat2:
        handle_access(request, (int) args[0], args[1], (int) args[2], (int) args[3]);
        break;
    case SYS_getxattr:
    case SYS_listxattr:
        handle_attributes(request, 0);
        break;
    case SYS_lgetxattr:
    case SYS_llistxattr:
        handle_attributes(request, AT_SYMLINK_NOFOLLOW);
        break;
    case SYS_readlink:
        handle_readlink(request, AT_FDCWD, args[0], args[1], args[2]);
        break;
    case SYS_readlinkat:
        handle_readlink(request, (int) args[0], args[1], args[2], args[3]);
        break;
    default:
        let_pass(request->id);
    }
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define EQUALS(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define NOTIFY_IF(call) EQUALS(call, 0, 1), RETURN(SECCOMP_RET_USER_NOTIF)

/* A call whose position, argument `at`, can be the number of a register: it loads the call's number again where it is another. */
#define LOAD_HALF(at, high) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[at]) + (high))
#define NOTIFY_REGISTER(call, at)                                       \
    EQUALS(call, 0, 5), LOAD_HALF(at, 4), EQUALS(0, 0, 3), LOAD_HALF(at, 0), \
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, LOWEST_REGISTER, 0, 1), RETURN(SECCOMP_RET_USER_NOTIF), LOAD(nr)

/* A call that asks for data and holes of a file. */
#define NOTIFY_SPARSE(call, from)                                                                                      \
    EQUALS(call, 0, 4), LOAD(args[from]), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SEEK_DATA, 0, 1),                        \
        RETURN(SECCOMP_RET_USER_NOTIF), LOAD(nr)

/* Returns the descriptor of the notifications. */
static int install_filter(void)
{
    struct sock_filter filter[] = {
        LOAD(arch),
        EQUALS(AUDIT_ARCH_X86_64, 1, 0),
        RETURN(SECCOMP_RET_USER_NOTIF),
        LOAD(nr),
        /* The x32 ABI. */
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        NOTIFY_IF(SYS_open),
        NOTIFY_IF(SYS_creat),
        NOTIFY_IF(SYS_openat),
        NOTIFY_IF(SYS_openat2),
        NOTIFY_IF(SYS_stat),
        NOTIFY_IF(SYS_lstat),
        NOTIFY_IF(SYS_fstat),
        NOTIFY_IF(SYS_newfstatat),
        NOTIFY_IF(SYS_statx),
        NOTIFY_IF(SYS_access),
        NOTIFY_IF(SYS_faccessat),
        NOTIFY_IF(SYS_faccessat2),
        NOTIFY_IF(SYS_getxattr),
        NOTIFY_IF(SYS_lgetxattr),
        NOTIFY_IF(SYS_listxattr),
        NOTIFY_IF(SYS_llistxattr),
        NOTIFY_IF(SYS_readlink),
        NOTIFY_IF(SYS_readlinkat),
        NOTIFY_IF(SYS_getdents64),
        NOTIFY_SPARSE(SYS_lseek, 2),
        NOTIFY_REGISTER(SYS_lseek, 1),
        NOTIFY_REGISTER(SYS_pread64, 3),
        EQUALS(SYS_ioctl, 1, 0),
        RETURN(SECCOMP_RET_ALLOW),
        /* Requests that the kernel answers for every file. */
        LOAD(args[1]),
        EQUALS(FIOCLEX, 3, 0),
        EQUALS(FIONCLEX, 2, 0),
        EQUALS(FIONBIO, 1, 0),
        RETURN(SECCOMP_RET_USER_NOTIF),
        RETURN(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -1;
    int fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program);
    if (fd < 0 && errno == EINVAL)
        fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return fd;
}

static int send_descriptor(int socket, int fd, int problem)
{
    char room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec data = {&problem, sizeof problem};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    return sendmsg(socket, &message, 0) < 0 ? -1 : 0;
}

static int receive_descriptor(int socket, int *problem)
{
    char room[CMSG_SPACE(sizeof(int))];
    struct iovec data = {problem, sizeof *problem};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    int fd = -1;
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != (ssize_t) sizeof *problem) {
        *problem = EPIPE;
        return -1;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

/* Says why a file is no program for this host; 0 for one that may be. */
static int foreign(const char *name)
{
    unsigned char header[20];
    char path[PATH_MAX];
    const char *search = strchr(name, '/') ? "" : getenv("PATH");
    int fd = -1;
    for (const char *at = search ? search : "/usr/bin:/bin"; fd < 0; at++) {
        size_t n = strcspn(at, ":");
        if (*search)
            snprintf(path, sizeof path, "%.*s/%s", (int) n, at, name);
        else
            snprintf(path, sizeof path, "%s", name);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        at += n;
        if (!*at)
            break;
    }
    ssize_t n = fd < 0 ? -1 : read(fd, header, sizeof header);
    if (fd >= 0)
        close(fd);
    if (n != sizeof header || memcmp(header, ELFMAG, SELFMAG)
        || (header[EI_CLASS] == ELFCLASS64 && header[18] == EM_X86_64 && header[19] == 0))
        return 0;
    fprintf(stderr, "sevsim: %s is no x86-64 program: build it for x86-64, only such run on a simulated host\n", name);
    return 1;
}

static void start(char **arguments, int socket, const sigset_t *mask)
{
    int fd, problem = 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = install_filter();
    if (fd < 0)
        problem = errno;
    if (send_descriptor(socket, fd, problem) < 0 || fd < 0 || read(socket, &problem, 1) != 1)
        _exit(CANNOT_START);
    close(fd);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(*arguments, arguments);
    problem = errno;
    fprintf(stderr, "sevsim: %s cannot be executed: %s\n", *arguments, strerror(problem));
    _exit(problem == ENOENT ? NOT_FOUND : CANNOT_EXECUTE);
}

static void report_refusal(int problem)
{
    fprintf(stderr,
        "sevsim: the kernel refuses seccomp notifications (%s): run a dynamically linked program with --preload\n",
        strerror(problem));
}

/* Tries in a child whether the kernel gives out notifications. */
static int try_filter(void)
{
    int sockets[2], problem = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
        return CANNOT_START;
    pid_t child = fork();
    if (child == 0) {
        int fd = install_filter();
        _exit(send_descriptor(sockets[1], fd, fd < 0 ? errno : 0) < 0);
    }
    close(sockets[1]);
    int fd = child < 0 ? -1 : receive_descriptor(sockets[0], &problem);
    if (fd < 0)
        report_refusal(problem ? problem : errno);
    waitpid(child, NULL, 0);
    return fd < 0 ? CANNOT_START : 0;
}

static void note_signals(int fd, pid_t child, int *status, int *running)
{
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD) {
            if (*running && waitpid(child, status, WNOHANG) == child)
                *running = 0;
        } else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
            kill(child, info.ssi_signo);
        /* SIGINT and SIGQUIT come from the terminal, which sends them to the program as well. */
    }
}

enum { MOST_WORKERS = 256, FIRST_WORKERS = 2, STACK_BYTES = 256 << 10 };

static void *work(void *unused);

/* One more thread that answers notifications; -1 where there is none to be had. */
static int start_worker(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int problem = pthread_create(&thread, &attributes, work, NULL);
    pthread_attr_destroy(&attributes);
    if (problem) {
        pthread_mutex_lock(&lock);
        workers--;
        idle_workers--;
        pthread_mutex_unlock(&lock);
    }
    return problem ? -1 : 0;
}

/* Counts the calling worker as busy; whether another one has to be started, so that one is always idle. */
static int is_last_idle(void)
{
    pthread_mutex_lock(&lock);
    int last = --idle_workers == 0 && workers < MOST_WORKERS;
    if (last)
        workers++, idle_workers++;
    pthread_mutex_unlock(&lock);
    return last;
}

/* Answers notifications as they come, each to its end. */
static void *work(void *unused)
{
    struct seccomp_notif *request = malloc(request_bytes);
    while (request) {
        memset(request, 0, request_bytes);
        int received = ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, request);
        /* ENOENT: the thread was killed before it was asked about. */
        if (received < 0 && errno != EINTR && errno != ENOENT)
            break;
        if (received < 0)
            continue;
        if (is_last_idle())
            start_worker();
        handle(request);
        pthread_mutex_lock(&lock);
        idle_workers++;
        pthread_mutex_unlock(&lock);
    }
    free(request);
    return unused;
}

static int watch(int fd, uint32_t for_events)
{
    struct epoll_event event = {.events = for_events, .data.fd = fd};
    return epoll_ctl(events, EPOLL_CTL_ADD, fd, &event);
}

/* Lets workers answer notifications until the program has ended, with all processes that it started. */
static int supervise(pid_t child, int signals)
{
    struct seccomp_notif_sizes sizes;
    int status = 0, running = 1, served = 1;
    if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) < 0 || (events = epoll_create1(EPOLL_CLOEXEC)) < 0
        || watch(signals, EPOLLIN) < 0 || watch(inotify_fd, EPOLLIN) < 0 || watch(listener, 0) < 0)
        return CANNOT_START;
    request_bytes = sizes.seccomp_notif > sizeof(struct seccomp_notif) ? sizes.seccomp_notif : sizeof(struct seccomp_notif);
    /* The program waits for the worker that it wakes, on the same processor. Kernels before 6.6 refuse this. */
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
    workers = idle_workers = FIRST_WORKERS;
    for (int i = 0; i < FIRST_WORKERS; i++)
        if (start_worker() < 0)
            return CANNOT_START;
    while (running || served) {
        struct epoll_event happened[64];
        int count = epoll_wait(events, happened, sizeof happened / sizeof *happened, -1);
        note_closes();
        for (int i = 0; i < count; i++) {
            int fd = happened[i].data.fd;
            if (fd == listener) {
                served = 0;
                epoll_ctl(events, EPOLL_CTL_DEL, fd, NULL);
            } else if (fd == signals)
                note_signals(signals, child, &status, &running);
            else if (fd != inotify_fd)
                end_process(fd);
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int usage(void)
{
    fprintf(stderr, "usage: supervisor [--no-dev-sev] [--no-dev-kvm] [--dev-sev-mode MODE] [--dev-kvm-mode MODE]"
                    " [--host-files LIST] SOCKET PROGRAM [ARGUMENT...]\n"
                    "       supervisor --try\n");
    return CANNOT_START;
}

static int option(char ***arguments)
{
    const char *name = *(*arguments)++;
    if (!strcmp(name, "--host-files") && **arguments) {
        if (load_host_files(*(*arguments)++) == 0)
            return 0;
        fprintf(stderr, "sevsim: the list of the host's files cannot be read: %s\n", (*arguments)[-1]);
        return -1;
    }
    for (enum device device = DEV_SEV; device <= DEV_KVM; device++) {
        char text[32];
        snprintf(text, sizeof text, "--no-dev-%s", nodes[device].path + 5);
        if (!strcmp(name, text)) {
            nodes[device].absent = 1;
            return 0;
        }
        snprintf(text, sizeof text, "--dev-%s-mode", nodes[device].path + 5);
        if (!strcmp(name, text) && **arguments) {
            nodes[device].by_mode = 1;
            nodes[device].mode = strtoul(*(*arguments)++, NULL, 8) & 0777;
            return 0;
        }
    }
    return -1;
}

int main(int count, char **arguments)
{
    int sockets[2], problem = 0;
    sigset_t signals, mask;
    (void) count;
    if (arguments[1] && !strcmp(arguments[1], "--try"))
        return try_filter();
    for (arguments++; *arguments && !strncmp(*arguments, "--", 2);)
        if (option(&arguments) < 0)
            return usage();
    if (!arguments[0] || !arguments[1])
        return usage();
    server_path = *arguments++;
    if (foreign(*arguments))
        return CANNOT_EXECUTE;
    if (stat("/dev", &dev_directory) < 0 || getrandom(group, sizeof group, 0) != sizeof group
        || (inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) < 0
        || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
        fprintf(stderr, "sevsim: the supervisor cannot start: %s\n", strerror(errno));
        return CANNOT_START;
    }
    processors = sysconf(_SC_NPROCESSORS_ONLN);
    own_connection = connect_to_server(getpid(), 0);
    if (!own_connection) {
        fprintf(stderr, "sevsim: no simulated host answers at unix:%s: %s; start one with: sevsim host --listen unix:%s\n",
            server_path, strerror(errno), server_path);
        return CANNOT_START;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGQUIT);
    sigprocmask(SIG_BLOCK, &signals, &mask);
    pid_t child = fork();
    if (child == 0) {
        close(sockets[0]);
        start(arguments, sockets[1], &mask);
    }
    close(sockets[1]);
    listener = child < 0 ? -1 : receive_descriptor(sockets[0], &problem);
    if (listener < 0) {
        report_refusal(problem ? problem : errno);
        return CANNOT_START;
    }
    if (write(sockets[0], "", 1) != 1)
        return CANNOT_START;
    close(sockets[0]);
    return supervise(child, signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}
#endif

#ifdef SEVSIM_PRELOAD
#include <stdarg.h>
#include <sys/random.h>

/* The number of a file is in the name of its memfd, which programs that are executed inherit. */
#define NAME "sevsim:"

enum { MOST_FILES = 4096 };

/* Connections are those of this process, which is a copy of its parent after a fork. */
static pid_t connected_as = -1;
static uint64_t process;
static struct connection *closer;

/* A call in progress: flags for a descriptor that the server installs, and the descriptor that is used. */
struct call {
    int flags;
    int fd;
};

/* Files with a watch, and how many open descriptions each has. */
static struct watched {
    uint64_t number;
    int watch, opens;
} watched[MOST_FILES];

/* The text is one of a descriptor of a simulated file: its number, else 0. */
static uint64_t number_of(int fd)
{
    static const char start[] = "/memfd:" NAME;
    char path[64], text[128];
    unsigned long long number;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(path, text, sizeof text - 1);
    if (n < 0)
        return 0;
    text[n] = 0;
    return !strncmp(text, start, sizeof start - 1) && sscanf(text + sizeof start - 1, "%llu:", &number) == 1 ? number : 0;
}

static uint64_t find(pid_t tid, int fd)
{
    (void) tid;
    return number_of(fd);
}

static int pages_of(const void *context, uint64_t number)
{
    int fd = ((const struct call *) context)->fd;
    return number_of(fd) == number ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
}

static void close_raw(int fd)
{
    syscall(SYS_close, fd);
}

static int64_t install(const void *context, uint64_t number, uint32_t pages, const char *name)
{
    char text[128], path[64];
    int flags = ((const struct call *) context)->flags;
    snprintf(text, sizeof text, NAME "%llu:%s", (unsigned long long) number, name);
    int made = make_file(text, pages);
    if (made < 0)
        return -ENFILE;
    snprintf(path, sizeof path, "/proc/self/fd/%d", made);
    int mode = (flags & O_ACCMODE) == O_ACCMODE ? O_RDWR : flags & O_ACCMODE;
    int fd = syscall(SYS_openat, AT_FDCWD, path, mode | (flags & O_NONBLOCK) | O_CLOEXEC, 0);
    int64_t result = fd < 0 ? -errno : dup3(fd, made, flags & O_CLOEXEC);
    close_raw(fd < 0 ? made : fd);
    if (result < 0)
        return result;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_FILES; i++)
        if (!watched[i].number) {
            int watch = inotify_add_watch(inotify_fd, path, IN_OPEN | IN_CLOSE);
            watched[i] = (struct watched){.number = number, .watch = watch, .opens = 1};
            break;
        }
    pthread_mutex_unlock(&lock);
    return made;
}

static void note_event(const struct inotify_event *event)
{
    uint64_t closed = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_FILES; i++) {
        if (!watched[i].number || watched[i].watch != event->wd)
            continue;
        if (event->mask & IN_OPEN)
            watched[i].opens++;
        if (event->mask & IN_CLOSE && --watched[i].opens == 0) {
            closed = watched[i].number;
            watched[i].number = 0;
        }
        break;
    }
    pthread_mutex_unlock(&lock);
    if (closed)
        call_close(closer, closed);
}

/* Programs that this one starts belong to its group. */
static void join_group(void)
{
    const char *text = getenv("SEVSIM_GROUP");
    char made[2 * GROUP_BYTES + 1];
    if (!text || strlen(text) != 2 * GROUP_BYTES) {
        if (getrandom(group, sizeof group, 0) != sizeof group)
            abort();
        for (int i = 0; i < GROUP_BYTES; i++)
            snprintf(made + 2 * i, 3, "%02x", group[i]);
        setenv("SEVSIM_GROUP", made, 1);
        return;
    }
    for (int i = 0; i < GROUP_BYTES; i++)
        sscanf(text + 2 * i, "%2hhx", &group[i]);
}

/* Leaves the connections of the parent, which has them still, and makes the first of this process; the lock is held. */
static int begin_process(void)
{
    while (connections) {
        struct connection *inherited = connections;
        connections = inherited->next;
        end_connection(inherited);
    }
    if (closer)
        end_connection(closer);
    closer = NULL;
    server_path = getenv("SEVSIM_SOCKET");
    processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t random = 0;
    if (!server_path || getrandom(&random, sizeof random, 0) != sizeof random)
        return -1;
    connected_as = getpid();
    process = (uint64_t) random << 32 | (uint32_t) connected_as;
    closer = connect_to_server(connected_as, process);
    if (inotify_fd < 0)
        inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return closer ? 0 : -1;
}

/* A connection of this process for one call; NULL when the server does not answer. */
static struct connection *take_connection(void)
{
    pid_t pid = getpid();
    pthread_mutex_lock(&lock);
    int sound = (connected_as == pid && closer) || begin_process() == 0;
    struct connection *taken = sound ? take_idle(pid) : NULL;
    pthread_mutex_unlock(&lock);
    if (!sound)
        return NULL;
    note_closes();
    if (!taken) {
        taken = connect_to_server(pid, process);
        if (taken)
            add_connection(taken);
    }
    return taken;
}

static void acquire(void)
{
    pthread_mutex_lock(&closing);
    pthread_mutex_lock(&lock);
}

static void release(void)
{
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&closing);
}

__attribute__((constructor)) static void prepare(void)
{
    pthread_atfork(acquire, release, release);
    join_group();
}

static int finish(int64_t result)
{
    if (result >= 0)
        return (int) result;
    errno = (int) -result;
    return -1;
}

/* A device by its name in /dev, whatever the way to that directory is. */
static enum device device_of(int directory, const char *path)
{
    char parent[PATH_MAX];
    struct stat named, dev;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    enum device device = !strcmp(name, "sev") ? DEV_SEV : !strcmp(name, "kvm") ? DEV_KVM : NO_DEVICE;
    if (device == NO_DEVICE || name - path >= PATH_MAX)
        return NO_DEVICE;
    snprintf(parent, sizeof parent, "%.*s.", (int) (name - path), path);
    return fstatat(directory, parent, &named, 0) == 0 && stat("/dev", &dev) == 0 && named.st_ino == dev.st_ino
            && named.st_dev == dev.st_dev
        ? device
        : NO_DEVICE;
}

#include "host-library.h"

static int open_any(int directory, const char *path, int flags, mode_t mode)
{
    struct host_file *file = host_file_of(directory, path);
    if (file)
        return open_in_library(file, flags);
    enum device device = device_of(directory, path);
    if (device == NO_DEVICE)
        return syscall(SYS_openat, directory, path, flags, mode);
    struct call call = {.flags = flags, .fd = -1};
    struct connection *connection = take_connection();
    if (!connection)
        return finish(-EIO);
    int64_t result = call_open(connection, connection->pid, device, flags, &call);
    release_connection(connection);
    return finish(result);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list more;
    va_start(more, request);
    uint64_t argument = va_arg(more, unsigned long);
    va_end(more);
    uint64_t number = number_of(fd);
    if (!number || request == FIOCLEX || request == FIONCLEX || request == FIONBIO)
        return syscall(SYS_ioctl, fd, request, argument);
    struct call call = {.flags = O_RDWR | O_CLOEXEC, .fd = fd};
    struct connection *connection = take_connection();
    if (!connection)
        return finish(-EIO);
    int64_t result = call_ioctl(connection, connection->pid, fd, number, (uint32_t) request, argument, &call);
    release_connection(connection);
    return finish(result);
}

#define MODE                                                        \
    mode_t mode = 0;                                                \
    if (flags & (O_CREAT | O_TMPFILE)) {                            \
        va_list more;                                               \
        va_start(more, flags);                                      \
        mode = va_arg(more, mode_t);                                \
        va_end(more);                                               \
    }

int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) { MODE return open_any(directory, path, flags, mode); }
int openat64(int directory, const char *path, int flags, ...) { MODE return open_any(directory, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }
int __openat_2(int directory, const char *path, int flags) { return open_any(directory, path, flags, 0); }
int __openat64_2(int directory, const char *path, int flags) { return open_any(directory, path, flags, 0); }

int creat(const char *path, mode_t mode)
{
    return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int creat64(const char *path, mode_t mode) { return creat(path, mode); }
#endif
