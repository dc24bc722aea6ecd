package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.RunningVm;
import dev.sevsim.host.vmm.SevGuestProperties;
import dev.sevsim.host.vmm.StartedVm;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmConfig;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A running VM with 16 MiB, two vCPUs, a kernel and two disks over a scripted guest; closed after each test. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class RunFixture implements AfterEachCallback {
    public static final Bytes KERNEL = Vectors.guestOwner("synth-kernel.bin");

    public final HostFixture host = new HostFixture();
    public final ScriptedGuest guest = new ScriptedGuest();
    public final StringBuilder printed = new StringBuilder();
    public final RunningVm vm;

    public RunFixture() {
        this(SevGuestProperties.DEFAULT);
    }

    /** A guest whose {@code sev-guest} object has these properties. */
    public RunFixture(SevGuestProperties sev) {
        host.guest = guest;
        vm = new Vmm(
                        host.vmmLink(),
                        host.process(),
                        host.host.profile(),
                        VmmConfig.forFirmware(Vectors.guestOwner("synth-amdsev.fd"))
                                .directBoot(new DirectBoot(KERNEL, Optional.empty(), Optional.of("quiet")))
                                .vcpus(2)
                                .disk(Bytes.ofAscii("boot"))
                                .disk(Bytes.ofAscii("data").paddedTo(600))
                                .ramBytes(16 << 20)
                                .sev(sev)
                                .build())
                .start()
                .measure(StartedVm.Steps.NONE)
                .finish();
    }

    /** Runs with this console input; output is appended to {@link #printed}. */
    public RunResult run(String input) {
        return vm.run(ConsoleSession.of(b -> printed.append((char) b), Bytes.ofAscii(input)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        vm.close();
    }
}
