package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a launch takes as input.
 *
 * @param firmware the flash image; empty for the embedded one
 * @param boot kernel, initrd and command line for direct boot; empty for none (or, with the embedded image, the embedded
 *     kernel)
 * @param policy guest policy
 * @param vcpus virtual CPUs, 1 or more
 * @param session a session that the owner made elsewhere; empty to let the simulated owner make one
 * @param secrets what the owner injects
 * @param commands lines typed at the guest's shell, in order
 * @param variant firmware release, disk, kernel era and kind of VM
 */
public record LaunchRequest(
        Optional<Bytes> firmware,
        Optional<DirectBoot> boot,
        GuestPolicy policy,
        int vcpus,
        Optional<GivenSession> session,
        Secrets secrets,
        List<String> commands,
        GuestVariant variant) {
    /** QEMU's default policy: no debugging. */
    public static final GuestPolicy DEFAULT_POLICY = new GuestPolicy(1);

    /**
     * What {@code -kernel}, {@code -initrd} and {@code -append} carry.
     *
     * @param kernel the kernel file
     * @param initrd the initrd file
     * @param append the command line
     */
    public record DirectBoot(Bytes kernel, Optional<Bytes> initrd, Optional<String> append) {}

    /**
     * A session made by another tool.
     *
     * @param godh the owner's certificate, 2084 bytes
     * @param session the session buffer, 128 bytes
     * @param keys TEK and TIK where this side may act for the owner
     */
    public record GivenSession(Bytes godh, Bytes session, Optional<TransportKeys> keys) {}

    /**
     * What is injected: entries of a GUIDed table, or a ready-made area.
     *
     * @param entries secrets by GUID
     * @param readyMade bytes put into the area as they are
     */
    public record Secrets(List<SecretTable.Entry> entries, Optional<Bytes> readyMade) {
        /** Nothing at all. */
        public static final Secrets NONE = new Secrets(List.of(), Optional.empty());

        public Secrets {
            entries = List.copyOf(entries);
        }

        public boolean isEmpty() {
            return entries.isEmpty() && readyMade.isEmpty();
        }
    }

    public LaunchRequest {
        commands = List.copyOf(commands);
    }

    /** A request for the default guest. */
    public LaunchRequest(
            Optional<Bytes> firmware,
            Optional<DirectBoot> boot,
            GuestPolicy policy,
            int vcpus,
            Optional<GivenSession> session,
            Secrets secrets,
            List<String> commands) {
        this(firmware, boot, policy, vcpus, session, secrets, commands, GuestVariant.DEFAULT);
    }

    /** The launch of {@code sevsim launch} without options: everything embedded, four sample secrets. */
    public static LaunchRequest defaults() {
        Secrets samples = new Secrets(DefaultSecrets.entries(), Optional.empty());
        return new LaunchRequest(
                Optional.empty(),
                Optional.empty(),
                DEFAULT_POLICY,
                1,
                Optional.empty(),
                samples,
                Launch.defaultCommands(samples));
    }

    /** This with another image and no direct boot. */
    public LaunchRequest withFirmware(Bytes image) {
        return new LaunchRequest(Optional.of(image), boot, policy, vcpus, session, secrets, commands, variant);
    }

    /** This with a kernel for measured direct boot. */
    public LaunchRequest withBoot(DirectBoot directBoot) {
        return new LaunchRequest(firmware, Optional.of(directBoot), policy, vcpus, session, secrets, commands, variant);
    }

    /** This under another policy. */
    public LaunchRequest withPolicy(GuestPolicy other) {
        return new LaunchRequest(firmware, boot, other, vcpus, session, secrets, commands, variant);
    }

    /** This with another number of virtual CPUs. */
    public LaunchRequest withVcpus(int count) {
        return new LaunchRequest(firmware, boot, policy, count, session, secrets, commands, variant);
    }

    /** This with other secrets. */
    public LaunchRequest withSecrets(Secrets other) {
        return new LaunchRequest(firmware, boot, policy, vcpus, session, other, commands, variant);
    }

    /** This with other lines for the guest's shell. */
    public LaunchRequest withCommands(String... lines) {
        return new LaunchRequest(firmware, boot, policy, vcpus, session, secrets, List.of(lines), variant);
    }

    /** This with another firmware release, disk, kernel era or kind of VM. */
    public LaunchRequest withVariant(GuestVariant other) {
        return new LaunchRequest(firmware, boot, policy, vcpus, session, secrets, commands, other);
    }
}
