package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.RunResult.Outcome;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.BootRecord.BootState;
import dev.sevsim.machine.BootRecord.Kernel;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.owner.ExpectedLaunch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The verdict on a launch whose guest has run. It goes by what ran and by which secrets arrived, as the simulator observed
 * them, never by what the guest printed.
 *
 * @param guest the guest as it was described
 * @param expectation what the owner expected to be measured
 * @param facts what the launch found
 * @param secrets what the owner injects, where that is known
 */
record LaunchJudge(GuestSpec guest, ExpectedLaunch expectation, LaunchFacts facts, OwnerSpec.Secrets secrets) {
    /**
     * A verdict.
     *
     * @param verdict the outcome
     * @param reason why it is not {@link Verdict#ACCEPTED}; empty when it is, and when nothing was attested
     */
    record Finding(Verdict verdict, Optional<String> reason) {
        private static Finding of(Verdict verdict, String reason) {
            return new Finding(verdict, Optional.of(reason));
        }
    }

    /**
     * Judges a guest that has stopped.
     *
     * @param boot what ran in it
     * @param stop how it stopped
     */
    Finding judge(BootState boot, RunResult stop) {
        if (boot.isLocked()) {
            return Finding.of(
                    Verdict.DISK_LOCKED,
                    "no launch secret unlocks the encrypted disk: its passphrase is secret "
                            + SecretTable.DISK_PASSPHRASE + ", ending in a NUL");
        }
        if (boot.kernel() == Kernel.NONE) {
            return withoutKernel(boot, stop);
        }
        if (boot.kernel() == Kernel.DIRECT_BOOT && !boot.directBoot().equals(measuredFiles())) {
            return Finding.of(
                    Verdict.UNMEASURED_BOOT,
                    "a kernel ran whose files are not in the launch digest, which the owner cannot notice");
        }
        if (stop.outcome() != Outcome.POWERED_OFF) {
            return Finding.of(Verdict.GUEST_FAILED, reason(stop));
        }
        Optional<String> lost =
                facts.hasSecrets() ? lostSecrets(boot).or(() -> alteredSecrets(boot)) : Optional.empty();
        return lost.isPresent()
                ? new Finding(Verdict.SECRETS_NOT_ARRIVED, lost)
                : new Finding(facts.isAttested() ? Verdict.ACCEPTED : Verdict.UNATTESTED, Optional.empty());
    }

    private Finding withoutKernel(BootState boot, RunResult stop) {
        if (stop.outcome() != Outcome.RESET && !boot.hasNothingToBoot()) {
            return Finding.of(Verdict.GUEST_FAILED, reason(stop));
        }
        if (guest.directBoot().isPresent()) {
            return Finding.of(
                    Verdict.KERNEL_NOT_RUN,
                    "the kernel that was given never ran; see the last lines of the guest's console"
                            + (guest.hashedFiles().isEmpty()
                                    ? ". kernel-hashes=off leaves it unmeasured, and AmdSev's OVMF starts no such kernel"
                                    : ""));
        }
        return Finding.of(
                Verdict.NOTHING_BOOTED,
                "no kernel was given for direct boot, and GRUB boots from an unlocked encrypted volume only; give --kernel or"
                        + " --encrypted-disk");
    }

    /** Hashes that are in the launch digest. */
    private Optional<KernelHashes> measuredFiles() {
        return expectation.kernel().map(files -> KernelHashes.of(files.kernel(), files.initrd(), files.commandLine()));
    }

    /** Why not all secrets have arrived; of secrets without known names some must have. */
    private Optional<String> lostSecrets(BootState boot) {
        Set<Guid> arrived = boot.arrived();
        List<Guid> names = secrets.named().stream().map(SecretTable.Entry::guid).toList();
        List<Guid> lost = names.stream()
                .filter(name -> !arrived.contains(name))
                .distinct()
                .toList();
        boolean allArrived = names.isEmpty() ? boot.secretsWereRead() : lost.isEmpty();
        if (allArrived) {
            return Optional.empty();
        }
        String what = names.isEmpty()
                ? "the injected secrets"
                : lost.stream().map(Guid::toString).collect(Collectors.joining(", "));
        return Optional.of("not shown by the guest's kernel: " + what + likelyCause(boot));
    }

    /** What the guest has read of a secret is what was injected under its name; a name may occur twice. */
    private Optional<String> alteredSecrets(BootState boot) {
        Map<Guid, Set<Bytes>> injected = new HashMap<>();
        secrets.named()
                .forEach(entry -> injected.computeIfAbsent(entry.guid(), first -> new HashSet<>())
                        .add(Bytes.copyOf(entry.data().reveal())));
        String altered = injected.entrySet().stream()
                .filter(secret -> !secret.getValue().containsAll(boot.read().getOrDefault(secret.getKey(), Set.of())))
                .map(secret -> secret.getKey().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of("the guest has read another content than was injected: " + altered)
                .filter(text -> !altered.isEmpty());
    }

    private String likelyCause(BootState boot) {
        if (boot.kernel() == Kernel.UNLOCKED_VOLUME) {
            return ". GRUB has wiped the disk passphrase with its length, and the kernel takes the table for corrupt";
        }
        if (guest.era() == Era.V2) {
            return ". Module " + Era.V2.module() + " of this kernel is loaded by hand";
        }
        return "; see dmesg in the guest";
    }

    private static String reason(RunResult result) {
        String detail = result.detail().isEmpty() ? "" : " (" + result.detail() + ")";
        return switch (result.outcome()) {
            case HUNG -> "the guest stopped in an endless loop; see the last lines of its console" + detail;
            case SHUTDOWN ->
                "the guest ended in a triple fault: no code at the fetched address (wrong key, unencrypted or overwritten page?)"
                        + detail;
            case OVER_BUDGET -> "the guest used up its budget" + detail;
            case IDLE -> "the guest does not react to its power button" + detail;
            case INTERNAL_ERROR -> "KVM could not continue" + detail;
            case RESET -> "the guest asked for a reset";
            case POWERED_OFF -> "the guest is off";
            case INTERRUPTED -> "the guest was interrupted" + detail;
        };
    }
}
