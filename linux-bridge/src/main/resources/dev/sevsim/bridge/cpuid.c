/*
 * A library for LD_PRELOAD that lets the CPUID instructions of a program show the processor of a simulated host.
 *
 * Before the program begins, each of them is replaced by an instruction that the processor refuses with a signal, which is answered
 * here. Where instructions begin is found out from the start of the function that holds them, by its unwind information: the bytes of a
 * CPUID within another instruction stay. Only the program's own file is looked at; the libraries, which choose code by the features of
 * the real processor, see that one.
 */
#define _GNU_SOURCE
#include "host-files.h"

#include <cpuid.h>
#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <ucontext.h>

enum { MOST_LEAVES = 64, MOST_PLACES = 1024, PAGE = 4096 };

/* A leaf whose registers are simulated where bits 0 to 3 of the mask are set, from EAX to EDX. */
static struct leaf {
    uint32_t number, mask, registers[4];
} leaves[MOST_LEAVES];

static const unsigned char *places[MOST_PLACES];
static int leaf_count, place_count;

/*
 * What stands behind an opcode: n nothing, m a ModRM byte, b that and a byte, z that and an operand of 4 or 2 bytes, 1 a byte, i an operand
 * of 4 or 2 bytes, j 4 bytes, w 2 bytes, e 3 bytes, v the operand of MOV to a register, a an address, g and G the group of TEST, x no
 * instruction of 64-bit code. Source: AMD APM volume 3, appendix A.
 */
static const char one_byte[] =
    "mmmm1innmmmm1innmmmm1innmmmm1innmmmm1innmmmm1innmmmm1innmmmm1inn"
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnxxxmnnnniz1bnnnn1111111111111111"
    "bzxbmmmmmmmmmmmmnnnnnnnnnnxnnnnnaaaannnn1innnnnn11111111vvvvvvvv"
    "bbwnxxbzenwnn1xnmmmmxxxnmmmmmmmm11111111jjx1nnnnnnnnnngGnnnnnnmm";
static const char two_byte[] =
    "mmmmxnnnnnxnxmnbmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmnnnnnnnnmxbxxxxx"
    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmbbbbmmmnmmmmmmmm"
    "jjjjjjjjjjjjjjjjmmmmmmmmmmmmmmmmnnnmbmmmnnnmbmmmmmmmmmmmmmbmmmmm"
    "mmbmbbbmnnnnnnnnmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm";

/* Bytes of a ModRM byte and what belongs to its address. */
static size_t address_bytes(const unsigned char *modrm)
{
    unsigned mod = *modrm >> 6, rm = *modrm & 7;
    size_t bytes = 1;
    if (mod == 3)
        return bytes;
    if (rm == 4) {
        bytes++;
        if (mod == 0 && (modrm[1] & 7) == 5)
            bytes += 4;
    }
    return bytes + (mod == 0 ? rm == 5 ? 4 : 0 : mod == 1 ? 1 : 4);
}

/* Bytes of the instruction at `start`; 0 for what is none. */
static size_t instruction_bytes(const unsigned char *start)
{
    const unsigned char *at = start;
    int operand = 4, address = 8, wide = 0;
    char form;
    for (;; at++) {
        if (*at == 0x66)
            operand = 2;
        else if (*at == 0x67)
            address = 4;
        else if (!strchr("\xF0\xF2\xF3\x2E\x36\x3E\x26\x64\x65", *at) || !*at)
            break;
    }
    if ((*at & 0xF0) == 0x40)
        wide = *at++ & 8;
    if (*at == 0xC5 || *at == 0xC4 || *at == 0x62) {
        int map = *at == 0xC5 ? 1 : at[1] & 7;
        at += *at == 0xC5 ? 2 : *at == 0xC4 ? 3 : 4;
        form = map == 1 ? two_byte[*at] : map == 3 ? 'b' : 'm';
    } else if (*at == 0x8F && (at[1] & 0x1F) >= 8) {
        /* AMD's XOP prefix, which a POP cannot be. */
        form = (at[1] & 0x1F) == 8 ? 'b' : (at[1] & 0x1F) == 9 ? 'm' : 'z';
        at += 3;
    } else if (*at != 0x0F) {
        form = one_byte[*at];
    } else if (*++at == 0x38 || *at == 0x3A) {
        form = *at++ == 0x38 ? 'm' : 'b';
    } else {
        form = two_byte[*at];
    }
    at++;
    size_t done = at - start, immediate = wide || operand == 4 ? 4 : 2;
    switch (form) {
    case 'n': return done;
    case 'm': return done + address_bytes(at);
    case 'b': return done + address_bytes(at) + 1;
    case 'z': return done + address_bytes(at) + immediate;
    case '1': return done + 1;
    case 'i': return done + immediate;
    case 'j': return done + 4;
    case 'w': return done + 2;
    case 'e': return done + 3;
    case 'v': return done + (wide ? 8 : immediate);
    case 'a': return done + address;
    case 'g': return done + address_bytes(at) + ((*at >> 3 & 7) < 2 ? 1 : 0);
    case 'G': return done + address_bytes(at) + ((*at >> 3 & 7) < 2 ? immediate : 0);
    default: return 0;
    }
}

/* The sorted table of functions in .eh_frame_hdr. Source: Linux Standard Base, core specification, section 10.6. */
struct functions {
    const unsigned char *header;
    uint32_t count;
};

static int32_t number_at(const void *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* The start of the function that holds an address; NULL where its information has another form. */
static const unsigned char *function_of(const struct functions *functions, const unsigned char *place)
{
    const unsigned char *table = functions->header + 12;
    uint32_t low = 0, high = functions->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (functions->header + number_at(table + 8 * middle) <= place)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const unsigned char *start = functions->header + number_at(table + 8 * (low - 1));
    const unsigned char *entry = functions->header + number_at(table + 8 * (low - 1) + 4);
    return entry + 8 + number_at(entry + 8) == start && place < start + (uint32_t) number_at(entry + 12) ? start : NULL;
}

static int begins_instruction(const struct functions *functions, const unsigned char *place)
{
    const unsigned char *at = function_of(functions, place);
    while (at && at < place) {
        size_t bytes = instruction_bytes(at);
        at = bytes ? at + bytes : NULL;
    }
    return at == place;
}

/* Replaces CPUID by UD2, which has as many bytes. */
static void replace(unsigned char *place)
{
    unsigned char *page = (unsigned char *) ((uintptr_t) place & ~(uintptr_t) (PAGE - 1));
    size_t bytes = place + 2 - page;
    if (place_count == MOST_PLACES || mprotect(page, bytes, PROT_READ | PROT_WRITE | PROT_EXEC) < 0)
        return;
    place[1] = 0x0B;
    places[place_count++] = place;
    mprotect(page, bytes, PROT_READ | PROT_EXEC);
}

/* Looks through the first object, which is the program. */
static int look_through(struct dl_phdr_info *info, size_t size, void *unused)
{
    struct functions functions = {0};
    (void) size;
    (void) unused;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_GNU_EH_FRAME)
            functions.header = (const unsigned char *) (info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    /* Version 1, relative numbers of 4 bytes. */
    if (!functions.header || memcmp(functions.header, "\x01\x1B\x03\x3B", 4))
        return 1;
    functions.count = number_at(functions.header + 8);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        unsigned char *at = (unsigned char *) (info->dlpi_addr + part->p_vaddr), *end = at + part->p_filesz;
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        while ((at = memmem(at, end - at, "\x0F\xA2", 2))) {
            if (begins_instruction(&functions, at))
                replace(at);
            at += 2;
        }
    }
    return 1;
}

static void answer(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *) context)->uc_mcontext.gregs;
    static const int order[] = {REG_RAX, REG_RBX, REG_RCX, REG_RDX};
    uint32_t leaf = (uint32_t) registers[REG_RAX], values[4];
    int known = 0;
    (void) info;
    for (int i = 0; i < place_count && !known; i++)
        known = places[i] == (const unsigned char *) registers[REG_RIP];
    if (!known) {
        /* The instruction is executed again, and ends the program as it would have without this library. */
        signal(number, SIG_DFL);
        return;
    }
    __cpuid_count(leaf, (uint32_t) registers[REG_RCX], values[0], values[1], values[2], values[3]);
    for (int i = 0; i < leaf_count; i++)
        for (int r = 0; r < 4; r++)
            if (leaves[i].number == leaf && leaves[i].mask >> r & 1)
                values[r] = leaves[i].registers[r];
    for (int r = 0; r < 4; r++)
        registers[order[r]] = values[r];
    registers[REG_RIP] += 2;
}

static void read_leaves(const char *text)
{
    for (; text && *text && leaf_count < MOST_LEAVES; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL) {
        struct leaf *leaf = &leaves[leaf_count];
        uint32_t *r = leaf->registers;
        if (sscanf(text, "%x %x %x %x %x %x", &leaf->number, &leaf->mask, r, r + 1, r + 2, r + 3) == 6)
            leaf_count++;
    }
}

/* The list is in the directory where this library was found: daemons start programs with few variables, but LD_PRELOAD is among them. */
static int list_beside(char *to)
{
    Dl_info info;
    if (!dladdr(leaves, &info) || !info.dli_fname || !strrchr(info.dli_fname, '/'))
        return -1;
    int n = snprintf(to, PATH_MAX, "%.*s/files", (int) (strrchr(info.dli_fname, '/') - info.dli_fname), info.dli_fname);
    return n < PATH_MAX ? 0 : -1;
}

__attribute__((constructor)) static void begin(void)
{
    struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    char list[PATH_MAX];
    if (list_beside(list) < 0 || load_host_files(list) < 0)
        return;
    for (int i = 0; i < host_file_count; i++)
        if (host_files[i].kind == HOST_CPUID)
            read_leaves(host_files[i].content);
    if (leaf_count && sigaction(SIGILL, &action, NULL) == 0) {
        dl_iterate_phdr(look_through, NULL);
        if (!place_count)
            signal(SIGILL, SIG_DFL);
    }
}
