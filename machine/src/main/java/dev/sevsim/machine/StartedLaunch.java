package dev.sevsim.machine;

import dev.sevsim.host.vmm.MeasuredVm;
import dev.sevsim.host.vmm.StartedVm;
import dev.sevsim.host.vmm.VmmException;

/** A launch after LAUNCH_START: nothing is measured yet. The next stage is {@link MeasuredLaunch}. */
public final class StartedLaunch extends LaunchStage<StartedVm> {
    StartedLaunch(LaunchContext context, StartedVm vm, HostVm hosted) {
        super(context, vm, hosted);
    }

    /**
     * Encrypts and measures the OVMF image, the kernel hashes and the registers, and fetches the measurement.
     *
     * @throws VmmException when the host or the firmware refuses a step
     */
    public MeasuredLaunch measure() {
        MeasuredVm measured = vm.measure(new Narration());
        context.facts().measured(measured.measurement().measurement());
        context.step(
                "firmware",
                "LAUNCH_MEASURE: " + measured.measurement().measurement().toBase64());
        return new MeasuredLaunch(context, measured, hosted);
    }

    /** Reports each step of the measurement. */
    private final class Narration implements StartedVm.Steps {
        @Override
        public void firmwareEncrypted(int bytes) {
            context.step("host", "LAUNCH_UPDATE_DATA: OVMF image, " + bytes + " bytes measured and encrypted in place");
            if (context.spec().guest().flash().nvram().isPresent()) {
                context.step("host", GuestSpec.FlashUnits.NVRAM_REMARK);
            }
            boolean unmeasured = context.spec().guest().directBoot().isPresent()
                    && context.spec().guest().hashedFiles().isEmpty();
            if (unmeasured) {
                context.step("host", "kernel-hashes=off: kernel, initrd and command line are not measured");
            }
        }

        @Override
        public void kernelHashesAdded(int bytes) {
            context.step("host", "LAUNCH_UPDATE_DATA: hashes of kernel, initrd and command line, " + bytes + " bytes");
        }

        @Override
        public void stateEncrypted(int vcpus) {
            context.step(
                    "host",
                    "LAUNCH_UPDATE_VMSA: registers of " + vcpus + (vcpus == 1 ? " vCPU" : " vCPUs")
                            + " measured and encrypted");
        }
    }
}
