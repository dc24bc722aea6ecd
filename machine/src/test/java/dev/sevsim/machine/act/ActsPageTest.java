package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.cpu.BootPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** docs/acts.md is written from the acts themselves. */
class ActsPageTest {
    private static final Path FILE = Path.of("../docs/acts.md");

    private static final String INTRODUCTION = """
                # Acts of a hostile host

                The host of a machine can be hostile: `launch --act 'POINT: ACT'` and `serve --act`, in Java `HostSpec.Builder.act`. Acts use the host's own
                ports alone, and no party has code for them, so that what notices an act is what would notice it on a real host. The trace has a record
                `host.act` for each act that was done. An act that was not done is an error, since a run without it shows nothing about it;
                so is one that would change nothing, such as a page that is mapped to its own frame. A firmware command that the firmware refuses is done: its answer
                is in the trace. A guest whose ASID the firmware refuses is not.

                This page is written from the code: `mvn verify -Dsevsim.docs.write=true`.

                ## Points

                `before NAME` or `after NAME`, with `#N` for the N-th event of that name, `#N..` for each from the N-th on, and `where FIELD=VALUE` for
                values that fields of the event must have.

                | Events | Names |
                |---|---|
                | firmware commands, with the numbers of their buffers in lower case; after them also `status` | those of AMD's specification: `LAUNCH_UPDATE_DATA` |
                | ioctls, `file`; after them `errno` and the firmware's `status` | those of the Linux uapi: `KVM_RUN`, `KVM_SEV_LAUNCH_SECRET`, `SEV_PDH_CERT_EXPORT` |
                | questions to the owner, `policy` of a measurement; after them `answer`, a kind of frame | `owner.platform-certificates`, `owner.launch-measurement` |
                | entries of a vCPU, `vcpu` and `asid` | `VMRUN` |
                | its exits, {exits} | `VMEXIT_CPUID`, `VMEXIT_IOIO`, `VMEXIT_NPF`, ... |
                | phases of a guest's boot | {phases} |
                | commands of the monitor of `serve`; after them `error`, the class of the error | `qmp.query-sev`, `qmp.sev-inject-launch-secret`, `qmp.cont`, ... |

                A field has a number, decimal or hexadecimal with `0x`; `status` and `errno` have names, `answer` and `error` text. After an event the fields are those that the
                receiver has left. An exit has no `before`. What a guest with encrypted state asks for in its GHCB is the exit of that instruction.
                The driver and the VMM issue some commands twice, first to learn a length.

                ## Pages

                A page is a guest physical address, or `secrets`, `hashes` or `reset-vector`: the areas of the OVMF image for launch secrets and for the hashes of
                kernel, initrd and command line, and its last page. `+BYTES` behind any of these is an offset. `system+ADDRESS` is memory of the host by its system physical
                address, whatever uses it, and `save-area` the save area that was encrypted last; both have no place in a nested page table.

                ## Acts

                Where a value can be a number, it can also be `NAME.handle` or `NAME.asid` of a guest that an act has launched as NAME, `guest` being the one that is attacked,
                `NAME.file`, the descriptor of what `send-ioctl` has made as NAME, and `@PAGE`, an address of a page: system physical for the firmware, of the VMM for an ioctl. What an act uses under a name, another act of the plan has to make.
                A request is answered once: of `skip-command`, `hold-command` and, before an event, `answer-status` and `lose-message`, a point has one. What a later act
                would change of a request that is not sent any more is not done.

                | Act | Arguments | What the host does | Points |
                |---|---|---|---|
                """;

    @Test
    void pageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(FILE, text());
        }

        assertThat(Files.readString(FILE))
                .as("docs/acts.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(text());
    }

    private static String points(@Nullable Belongs rule) {
        return rule == null ? "any" : Placement.describe(rule);
    }

    private static String quoted(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION
                .replace("{exits}", quoted(GuestExit.FIELDS.stream()))
                .replace("{phases}", quoted(Arrays.stream(BootPhase.values()).map(BootPhase::label))));
        for (Class<? extends Act> act : Acts.all()) {
            String arguments = Acts.arguments(act).entrySet().stream()
                    .map(one -> "`" + one.getKey() + "`: " + one.getValue())
                    .collect(Collectors.joining("; "));
            page.append("| `")
                    .append(Acts.nameOf(act))
                    .append("` | ")
                    .append(arguments)
                    .append(" | ")
                    .append(act.getAnnotation(Describe.class).value())
                    .append(" | ")
                    .append(points(act.getAnnotation(Belongs.class)))
                    .append(" |\n");
        }
        return page.toString();
    }
}
