/* Uses the devices of a host in one of several ways, named by the first argument; exit status 0 if all went as expected. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/psp-sev.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHECK(condition)                                                                    \
    do {                                                                                    \
        if (!(condition)) {                                                                 \
            fprintf(stderr, "devices.c:%d: %s, errno %d\n", __LINE__, #condition, errno);   \
            exit(1);                                                                        \
        }                                                                                   \
    } while (0)

static int status(int fd, struct sev_user_data_status *to)
{
    struct sev_issue_cmd command = {.cmd = SEV_PLATFORM_STATUS, .data = (uintptr_t) to};
    return ioctl(fd, SEV_ISSUE_CMD, &command);
}

static int opens(void)
{
    struct sev_user_data_status state;
    struct { uint64_t flags, mode, resolve; } how = {.flags = O_RDWR | O_CLOEXEC};
    int first = open("/dev/sev", O_RDWR);
    CHECK(first >= 0);
    CHECK(status(first, &state) == 0);
    CHECK(state.api_major == 1);
    CHECK(close(first) == 0);
    CHECK(status(first, &state) == -1 && errno == EBADF);
    CHECK(chdir("/dev") == 0);
    CHECK(open("sev", O_RDWR) == first);
    CHECK(openat(AT_FDCWD, "../dev/./sev", O_RDONLY) == first + 1);
    CHECK(syscall(SYS_openat2, AT_FDCWD, "/dev/kvm", &how, sizeof how) == first + 2);
    CHECK(fcntl(first + 2, F_GETFD) == FD_CLOEXEC);
    CHECK(creat("/dev/sev", 0600) == first + 3);
    CHECK((fcntl(first + 1, F_GETFL) & O_ACCMODE) == O_RDONLY);
    CHECK((fcntl(first + 3, F_GETFL) & O_ACCMODE) == O_WRONLY);
    CHECK(open("/dev/sev", O_RDWR | O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST);
    CHECK(open("/dev/kvm", O_RDWR | O_DIRECTORY) == -1 && errno == ENOTDIR);
    CHECK(syscall(SYS_openat2, AT_FDCWD, "/dev/sev", &how, sizeof how - 1) == -1 && errno == EINVAL);
    how.mode = 0600;
    CHECK(syscall(SYS_openat2, AT_FDCWD, "/dev/sev", &how, sizeof how) == -1 && errno == EINVAL);
    how.mode = 0;
    how.flags = UINT64_C(1) << 40;
    CHECK(syscall(SYS_openat2, AT_FDCWD, "/dev/sev", &how, sizeof how) == -1 && errno == EINVAL);
    CHECK(open("/dev/null", O_RDWR) >= 0);
    CHECK(open("/dev/no-such-file", O_RDWR) == -1 && errno == ENOENT);
    return 0;
}

static int link_to(const char *directory)
{
    char path[4096], target[64] = {0};
    snprintf(path, sizeof path, "%s/link", directory);
    CHECK(symlink("/dev/kvm", path) == 0);
    int fd = open(path, O_RDWR);
    CHECK(fd >= 0 && ioctl(fd, KVM_GET_API_VERSION, 0) == 12);
    CHECK(unlink(path) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    CHECK(readlink(path, target, sizeof target) == 8 && !strcmp(target, "/dev/kvm"));
    int vcpu = ioctl(ioctl(fd, KVM_CREATE_VM, 0), KVM_CREATE_VCPU, 0);
    char name[64] = {0};
    snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), vcpu);
    CHECK(readlink(path, name, sizeof name) > 0 && !strcmp(name, "anon_inode:kvm-vcpu:0"));
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    int again = open(path, O_RDWR);
    CHECK(again >= 0 && again != fd && ioctl(again, KVM_GET_API_VERSION, 0) == 12);
    return 0;
}

static int duplicates(void)
{
    struct sev_user_data_status state;
    int fd = open("/dev/sev", O_RDWR);
    int other = dup(fd);
    struct pollfd waiting = {.fd = other, .events = POLLIN | POLLOUT};
    CHECK(close(fd) == 0);
    CHECK(status(other, &state) == 0);
    CHECK(dup2(other, 77) == 77 && status(77, &state) == 0);
    int high = fcntl(77, F_DUPFD_CLOEXEC, 200);
    CHECK(high >= 200 && status(high, &state) == 0);
    CHECK(poll(&waiting, 1, 0) == 1 && waiting.revents == (POLLIN | POLLOUT));
    CHECK(ioctl(other, FIOCLEX) == 0 && fcntl(other, F_GETFD) == FD_CLOEXEC);
    CHECK(isatty(other) == 0);
    return 0;
}

/* What a library in the program can do as well: no direct system calls, no names in /proc. */
static int opens_by_library(void)
{
    struct sev_user_data_status state;
    int first = open("/dev/sev", O_RDWR);
    CHECK(first >= 0 && status(first, &state) == 0 && state.api_major == 1);
    CHECK(close(first) == 0);
    CHECK(status(first, &state) == -1 && errno == EBADF);
    CHECK(chdir("/dev") == 0);
    CHECK(open("sev", O_RDWR) == first);
    CHECK(openat(AT_FDCWD, "../dev/./kvm", O_RDONLY | O_CLOEXEC) == first + 1);
    CHECK(fcntl(first + 1, F_GETFD) == FD_CLOEXEC);
    CHECK(ioctl(first + 1, KVM_GET_API_VERSION, 0) == 12);
    CHECK(open("/dev/no-such-file", O_RDWR) == -1 && errno == ENOENT);
    return 0;
}

/* A VM belongs to the process that made it, also when another one has its descriptor; /dev/sev to any. */
static int forks(void)
{
    struct sev_user_data_status state;
    int result, sev = open("/dev/sev", O_RDWR), kvm = open("/dev/kvm", O_RDWR);
    int vm = ioctl(kvm, KVM_CREATE_VM, 0);
    CHECK(vm > kvm);
    pid_t child = fork();
    if (child == 0) {
        CHECK(status(sev, &state) == 0 && state.api_major == 1);
        CHECK(ioctl(vm, KVM_CHECK_EXTENSION, KVM_CAP_USER_MEMORY) == -1 && errno == EIO);
        CHECK(ioctl(kvm, KVM_CREATE_VM, 0) > vm);
        exit(42);
    }
    CHECK(waitpid(child, &result, 0) == child && WIFEXITED(result) && WEXITSTATUS(result) == 42);
    CHECK(ioctl(vm, KVM_CHECK_EXTENSION, KVM_CAP_USER_MEMORY) == 1);
    for (int i = 0; i < 100; i++) {
        child = fork();
        if (child == 0)
            _exit(status(sev, &state) == 0 ? 0 : 1);
        CHECK(waitpid(child, &result, 0) == child && result == 0);
    }
    return 0;
}

static void *ask_often(void *sev)
{
    struct sev_user_data_status state;
    for (int i = 0; i < 100; i++)
        if (status((int) (intptr_t) sev, &state) != 0 || state.api_major != 1)
            return "failed";
    return NULL;
}

static int threads(void)
{
    pthread_t all[8];
    void *result;
    int sev = open("/dev/sev", O_RDWR);
    for (int i = 0; i < 8; i++)
        CHECK(pthread_create(&all[i], NULL, ask_often, (void *) (intptr_t) sev) == 0);
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_join(all[i], &result) == 0);
        CHECK(result == NULL);
    }
    return 0;
}

/* The ASIDs of closed VMs come back, also of one whose last descriptor was closed by the end of a process. */
static int closes(void)
{
    for (int i = 0; i < 600; i++) {
        pid_t child = i % 50 ? 0 : fork();
        int kvm = open("/dev/kvm", O_RDWR);
        int vm = ioctl(kvm, KVM_CREATE_VM, 0);
        struct kvm_sev_cmd init = {.id = KVM_SEV_INIT, .sev_fd = open("/dev/sev", O_RDWR)};
        CHECK(ioctl(vm, KVM_MEMORY_ENCRYPT_OP, &init) == 0);
        if (i % 50 == 0 && child == 0)
            _exit(0);
        if (child)
            waitpid(child, NULL, 0);
        close(init.sev_fd);
        close(vm);
        close(kvm);
    }
    return 0;
}

static int maps(void)
{
    int kvm = open("/dev/kvm", O_RDWR);
    int vm = ioctl(kvm, KVM_CREATE_VM, 0);
    int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
    size_t bytes = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    CHECK(vcpu > vm);
    struct kvm_run *run = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
    CHECK(run != MAP_FAILED);
    CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 || errno == EINTR);
    CHECK(run->exit_reason != KVM_EXIT_UNKNOWN);
    CHECK(munmap(run, bytes) == 0);
    return 0;
}

static void sev_call(int vm, int sev, uint32_t id, void *data)
{
    struct kvm_sev_cmd command = {.id = id, .data = (uintptr_t) data, .sev_fd = sev};
    CHECK(ioctl(vm, KVM_MEMORY_ENCRYPT_OP, &command) == 0);
}

enum encryption { PLAIN, SEV, SEV_ES };

/* Encrypts and measures a page of a guest, and registers for SEV-ES, before it runs. */
static void launch(int vm, int sev, uint8_t *page, enum encryption encryption)
{
    uint8_t measurement[48];
    struct kvm_enc_region region = {.addr = (uintptr_t) page, .size = 4096};
    struct kvm_sev_launch_start start = {.policy = encryption == SEV_ES ? 4 : 0};
    struct kvm_sev_launch_update_data update = {.uaddr = (uintptr_t) page, .len = 4096};
    struct kvm_sev_launch_measure measure = {.uaddr = (uintptr_t) measurement, .len = sizeof measurement};
    CHECK(ioctl(vm, KVM_MEMORY_ENCRYPT_REG_REGION, &region) == 0);
    sev_call(vm, sev, KVM_SEV_LAUNCH_START, &start);
    sev_call(vm, sev, KVM_SEV_LAUNCH_UPDATE_DATA, &update);
    if (encryption == SEV_ES)
        sev_call(vm, sev, KVM_SEV_LAUNCH_UPDATE_VMSA, NULL);
    sev_call(vm, sev, KVM_SEV_LAUNCH_MEASURE, &measure);
    sev_call(vm, sev, KVM_SEV_LAUNCH_FINISH, NULL);
}

/* A guest without firmware: a page with this code where its vCPU starts, and the reasons of its exits. */
static struct kvm_run *guest(enum encryption encryption, const uint8_t *code, size_t length, int *vcpu)
{
    int kvm = open("/dev/kvm", O_RDWR);
    int vm = ioctl(kvm, KVM_CREATE_VM, 0);
    int sev = open("/dev/sev", O_RDWR);
    uint8_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct kvm_userspace_memory_region slot = {.guest_phys_addr = 0x5000, .memory_size = 4096};
    struct kvm_sregs special;
    struct kvm_regs general = {.rip = 0x20, .rflags = 2};
    CHECK(page != MAP_FAILED);
    memcpy(page + 0x20, code, length);
    slot.userspace_addr = (uintptr_t) page;
    CHECK(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &slot) == 0);
    if (encryption != PLAIN)
        sev_call(vm, sev, encryption == SEV_ES ? KVM_SEV_ES_INIT : KVM_SEV_INIT, NULL);
    *vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
    CHECK(ioctl(*vcpu, KVM_GET_SREGS, &special) == 0);
    special.cs.base = 0x5000;
    special.cs.selector = 0x500;
    CHECK(ioctl(*vcpu, KVM_SET_SREGS, &special) == 0);
    CHECK(ioctl(*vcpu, KVM_SET_REGS, &general) == 0);
    if (encryption != PLAIN)
        launch(vm, sev, page, encryption);
    CHECK((encryption == PLAIN) == !memcmp(page + 0x20, code, length));
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, *vcpu, 0);
}

/* Two HLT instructions are two exits; code without a model is refused. */
static int halts(void)
{
    static const uint8_t halt[] = {0xF4, 0xF4}, other[] = {0x90, 0xF4};
    for (enum encryption encryption = PLAIN; encryption <= SEV_ES; encryption++) {
        int vcpu;
        struct kvm_run *run = guest(encryption, halt, sizeof halt, &vcpu);
        CHECK(run != MAP_FAILED);
        CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_HLT);
        CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_HLT);
        /* A shutdown with encrypted state is an error on Linux 6.1. */
        if (encryption == SEV_ES)
            CHECK(ioctl(vcpu, KVM_RUN, 0) == -1 && errno == EINVAL);
        else
            CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_SHUTDOWN);
        run = guest(encryption, other, sizeof other, &vcpu);
        CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_FAIL_ENTRY);
    }
    return 0;
}

/* Put back to the reset vector, a vCPU starts where its registers point at the next entry, not where it started before. */
static int resets(void)
{
    static const uint8_t halt[] = {0xF4, 0xF4};
    int vcpu;
    struct kvm_run *run = guest(PLAIN, halt, sizeof halt, &vcpu);
    struct kvm_sregs started, special;
    struct kvm_regs general = {.rip = 0x20, .rflags = 2}, reset = {.rip = 0xFFF0, .rflags = 2};
    CHECK(run != MAP_FAILED);
    CHECK(ioctl(vcpu, KVM_GET_SREGS, &started) == 0);
    CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_HLT);
    special = started;
    special.cs.base = 0xFFFF0000;
    special.cs.selector = 0xF000;
    CHECK(ioctl(vcpu, KVM_SET_SREGS, &special) == 0 && ioctl(vcpu, KVM_SET_REGS, &reset) == 0);
    CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_FAIL_ENTRY);
    CHECK(ioctl(vcpu, KVM_SET_SREGS, &started) == 0 && ioctl(vcpu, KVM_SET_REGS, &general) == 0);
    CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_HLT);
    CHECK(ioctl(vcpu, KVM_RUN, 0) == 0 && run->exit_reason == KVM_EXIT_HLT);
    return 0;
}

static _Atomic int stopped, interrupted, entries;

static void note_interrupt(int signal)
{
    interrupted += signal == SIGINT;
}

/* A processor without a start-up interrupt: KVM_RUN sleeps until a signal. */
static void *run_vcpu(void *vcpu)
{
    while (!stopped) {
        entries++;
        if (ioctl((int) (intptr_t) vcpu, KVM_RUN, 0) == 0 || (errno != EINTR && errno != EAGAIN))
            return "failed";
    }
    return NULL;
}

static double seconds(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* While four vCPUs are in KVM_RUN, this program, its child and a handler of a signal do their work. */
static int vcpus(void)
{
    pthread_t all[4];
    void *result;
    int status_of_child, kvm = open("/dev/kvm", O_RDWR), vm = ioctl(kvm, KVM_CREATE_VM, 0), sev = open("/dev/sev", O_RDWR);
    struct sev_user_data_status state;
    struct sigaction action = {.sa_handler = note_interrupt};
    struct pollfd waiting = {.fd = sev, .events = POLLIN};
    CHECK(ioctl(vm, KVM_CREATE_IRQCHIP, 0) == 0);
    CHECK(sigaction(SIGINT, &action, NULL) == 0);
    CHECK(ioctl(vm, KVM_CREATE_VCPU, 0) >= 0);
    for (int i = 0; i < 4; i++) {
        int vcpu = ioctl(vm, KVM_CREATE_VCPU, i + 1);
        CHECK(vcpu >= 0 && pthread_create(&all[i], NULL, run_vcpu, (void *) (intptr_t) vcpu) == 0);
    }
    double start = seconds();
    for (int i = 0; i < 50; i++) {
        CHECK(status(sev, &state) == 0 && state.api_major == 1);
        CHECK(poll(&waiting, 1, 0) == 1);
    }
    pid_t child = fork();
    if (child == 0)
        _exit(status(sev, &state) == 0 && open("/dev/kvm", O_RDWR) >= 0 ? 0 : 1);
    CHECK(waitpid(child, &status_of_child, 0) == child && status_of_child == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_kill(all[i], SIGINT) == 0);
    while (interrupted < 4)
        CHECK(seconds() - start < 20);
    /* Four threads that sleep a millisecond each time; without that there are ten times as many entries. */
    int before = entries;
    double from = seconds();
    usleep(300 * 1000);
    CHECK(entries - before <= 4 * (seconds() - from) * 1000 + 8);
    stopped = 1;
    for (int i = 0; i < 4; i++) {
        CHECK(pthread_join(all[i], &result) == 0);
        CHECK(result == NULL);
    }
    return 0;
}

static void *ask_once(void *sev)
{
    struct sev_user_data_status state;
    return status((int) (intptr_t) sev, &state) == 0 ? NULL : "failed";
}

/* The host takes two seconds for the command of one thread; the others' opens and stats do not wait for it. */
static int during_a_long_call(void)
{
    pthread_t thread;
    void *result;
    struct stat node;
    int spare = open("/dev/kvm", O_RDWR), sev = open("/dev/sev", O_RDWR);
    double start = seconds();
    CHECK(sev >= 0 && pthread_create(&thread, NULL, ask_once, (void *) (intptr_t) sev) == 0);
    usleep(200 * 1000);
    CHECK(close(spare) == 0);
    usleep(50 * 1000);
    int null = open("/dev/null", O_RDWR);
    CHECK(null >= 0 && close(null) == 0);
    CHECK(stat("/dev/kvm", &node) == 0 && S_ISCHR(node.st_mode));
    CHECK(fstat(sev, &node) == 0 && S_ISCHR(node.st_mode));
    CHECK(seconds() - start < 1.8);
    CHECK(pthread_join(thread, &result) == 0 && result == NULL);
    CHECK(seconds() - start > 2);
    return 0;
}

/* Programs that are killed at some moment of a call, each with a VM of its own. */
static int killed(void)
{
    struct sev_user_data_status state;
    int result, sev = open("/dev/sev", O_RDWR);
    for (int i = 0; i < 60; i++) {
        pid_t child = fork();
        if (child == 0) {
            int vm = ioctl(open("/dev/kvm", O_RDWR), KVM_CREATE_VM, 0);
            struct kvm_sev_cmd init = {.id = KVM_SEV_INIT, .sev_fd = sev};
            CHECK(ioctl(vm, KVM_MEMORY_ENCRYPT_OP, &init) == 0);
            while (1)
                status(sev, &state);
        }
        usleep(500 + 97 * i);
        CHECK(kill(child, SIGKILL) == 0);
        CHECK(waitpid(child, &result, 0) == child && WIFSIGNALED(result));
        CHECK(status(sev, &state) == 0 && state.api_major == 1);
    }
    return 0;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

/* Random requests of all devices on random descriptors, with arguments that are numbers, addresses of noise, and no addresses. */
static int fuzzes(long rounds, uint64_t seed)
{
    static const unsigned long requests[] = {
        SEV_ISSUE_CMD, KVM_GET_API_VERSION, KVM_CREATE_VM, KVM_CHECK_EXTENSION, KVM_GET_VCPU_MMAP_SIZE, KVM_CREATE_VCPU,
        KVM_SET_USER_MEMORY_REGION, KVM_CREATE_IRQCHIP, KVM_RUN, KVM_GET_REGS, KVM_SET_REGS, KVM_GET_SREGS, KVM_SET_SREGS,
        KVM_GET_SUPPORTED_CPUID, KVM_SET_CPUID2, KVM_GET_MSRS, KVM_SET_MSRS, KVM_MEMORY_ENCRYPT_OP, KVM_ENABLE_CAP,
        KVM_MEMORY_ENCRYPT_REG_REGION, KVM_MEMORY_ENCRYPT_UNREG_REGION, KVM_GET_FPU, KVM_SET_FPU, KVM_GET_LAPIC};
    static uint64_t noise[4096];
    struct sev_user_data_status state;
    int descriptors[5], sev = open("/dev/sev", O_RDWR);
    descriptors[0] = sev;
    descriptors[1] = open("/dev/kvm", O_RDWR);
    descriptors[2] = ioctl(descriptors[1], KVM_CREATE_VM, 0);
    descriptors[3] = ioctl(descriptors[2], KVM_CREATE_VCPU, 0);
    descriptors[4] = 999;
    for (long round = 0; round < rounds; round++) {
        unsigned long request = next_random(&seed) % 16 ? requests[next_random(&seed) % (sizeof requests / sizeof *requests)]
                                                        : next_random(&seed);
        int i = next_random(&seed) % 2048, kind = next_random(&seed) % 8;
        for (int word = i; word < i + 8; word++)
            noise[word] = next_random(&seed) % 3 ? next_random(&seed) % 64 : (uintptr_t) &noise[next_random(&seed) % 2048];
        uintptr_t argument = kind == 0 ? next_random(&seed) : kind < 3 ? next_random(&seed) % 16 : (uintptr_t) &noise[i];
        int result = ioctl(descriptors[next_random(&seed) % 5], request, argument);
        CHECK(result >= 0 || (errno > 0 && errno < 4096));
        if (result > sev && (request == KVM_CREATE_VM || request == KVM_CREATE_VCPU))
            CHECK(close(result) == 0);
    }
    CHECK(status(sev, &state) == 0 && state.api_major == 1);
    return 0;
}

static int stats(void)
{
    struct stat by_path, by_fd;
    struct statx extended;
    CHECK(stat("/dev/sev", &by_path) == 0);
    CHECK(S_ISCHR(by_path.st_mode) && (by_path.st_mode & 0777) == 0600 && major(by_path.st_rdev) == 10);
    CHECK(lstat("/dev/kvm", &by_path) == 0);
    CHECK(by_path.st_rdev == makedev(10, 232) && (by_path.st_mode & 0777) == 0660);
    int fd = open("/dev/kvm", O_RDWR);
    CHECK(fstat(fd, &by_fd) == 0);
    CHECK(by_fd.st_rdev == by_path.st_rdev && by_fd.st_ino == by_path.st_ino && S_ISCHR(by_fd.st_mode));
    CHECK(statx(AT_FDCWD, "/dev/sev", 0, STATX_BASIC_STATS, &extended) == 0);
    CHECK(S_ISCHR(extended.stx_mode) && extended.stx_rdev_major == 10);
    CHECK(access("/dev/sev", R_OK | W_OK) == 0);
    CHECK(fstat(ioctl(fd, KVM_CREATE_VM, 0), &by_fd) == 0 && (by_fd.st_mode & S_IFMT) == 0);
    return 0;
}

static int no_sev(void)
{
    struct stat status;
    CHECK(open("/dev/sev", O_RDWR) == -1 && errno == ENOENT);
    CHECK(stat("/dev/sev", &status) == -1 && errno == ENOENT);
    CHECK(access("/dev/sev", F_OK) == -1 && errno == ENOENT);
    CHECK(open("/dev/kvm", O_RDWR) >= 0);
    return 0;
}

static int forbidden(void)
{
    CHECK(setuid(65534) == 0);
    CHECK(open("/dev/sev", O_RDWR) == -1 && errno == EACCES);
    CHECK(open("/dev/sev", O_RDONLY) >= 0);
    CHECK(access("/dev/sev", R_OK) == 0);
    CHECK(access("/dev/sev", W_OK) == -1 && errno == EACCES);
    return 0;
}

/* Arguments that are no memory, and descriptors that are no files of the host. */
static int bad_arguments(void)
{
    int sev = open("/dev/sev", O_RDWR), null = open("/dev/null", O_RDWR);
    struct sev_issue_cmd command = {.cmd = SEV_PLATFORM_STATUS, .data = 8};
    CHECK(ioctl(sev, SEV_ISSUE_CMD, 8) == -1 && errno == EFAULT);
    CHECK(ioctl(sev, SEV_ISSUE_CMD, &command) == -1 && errno == EFAULT);
    CHECK(ioctl(sev, 0xABCD, 0) == -1 && errno == EINVAL);
    CHECK(ioctl(null, SEV_ISSUE_CMD, &command) == -1 && errno == ENOTTY);
    CHECK(ioctl(99, SEV_ISSUE_CMD, &command) == -1 && errno == EBADF);
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    command.data = (uintptr_t) page;
    CHECK(ioctl(sev, SEV_ISSUE_CMD, &command) == -1 && errno == EFAULT);
    return 0;
}

int main(int count, char **arguments)
{
    const char *way = count > 1 ? arguments[1] : "";
    if (!strcmp(way, "opens"))
        return opens();
    if (!strcmp(way, "opens-by-library"))
        return opens_by_library();
    if (!strcmp(way, "link"))
        return link_to(arguments[2]);
    if (!strcmp(way, "duplicates"))
        return duplicates();
    if (!strcmp(way, "forks"))
        return forks();
    if (!strcmp(way, "threads"))
        return threads();
    if (!strcmp(way, "closes"))
        return closes();
    if (!strcmp(way, "maps"))
        return maps();
    if (!strcmp(way, "halts"))
        return halts();
    if (!strcmp(way, "resets"))
        return resets();
    if (!strcmp(way, "vcpus"))
        return vcpus();
    if (!strcmp(way, "during-a-long-call"))
        return during_a_long_call();
    if (!strcmp(way, "killed"))
        return killed();
    if (!strcmp(way, "fuzzes"))
        return fuzzes(atol(arguments[2]), atol(arguments[3]));
    if (!strcmp(way, "stats"))
        return stats();
    if (!strcmp(way, "no-sev"))
        return no_sev();
    if (!strcmp(way, "forbidden"))
        return forbidden();
    if (!strcmp(way, "bad-arguments"))
        return bad_arguments();
    if (!strcmp(way, "exit"))
        return atoi(arguments[2]);
    return 2;
}
