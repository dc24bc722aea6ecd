package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedFirmware;
import dev.sevsim.owner.TrustedRoots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The guest owner.
 *
 * @param session a session that another tool made; empty to let the owner make one for the platform
 * @param roots trusted ARK keys; empty for the root of the simulated chip
 * @param firmware the firmware of processors that it trusts
 * @param expectation what the owner expects to be measured; empty for the guest as it is described, with {@code copies}
 * @param copies the owner's own copies of files that are measured
 * @param secrets what the owner injects
 * @param attestation who checks the measurement for the owner
 * @param external an owner outside of the machine, in place of all of the above; empty for the machine's own
 */
public record OwnerSpec(
        Optional<GivenSession> session,
        Optional<TrustedRoots> roots,
        TrustedFirmware firmware,
        Optional<ExpectedLaunch> expectation,
        Copies copies,
        Secrets secrets,
        Attestation attestation,
        Optional<ExternalOwner> external) {
    /** Who checks the measurement. */
    public enum Attestation {
        /** The owner itself. */
        DIRECT,
        /** An attestation service of the owner, in this process; it requires the policy bit NODBG. */
        SERVICE
    }

    /**
     * A session made by another tool.
     *
     * @param godh the owner's certificate, 2084 bytes
     * @param session the session buffer, 128 bytes
     * @param keys TEK and TIK; empty when this side cannot act for the owner: the measurement is not checked then
     */
    public record GivenSession(Bytes godh, Bytes session, Optional<TransportKeys> keys) {}

    /**
     * The owner's own copies of what is measured: the host may launch something else, and the owner must notice.
     *
     * @param firmware OVMF image; empty for the one that the host launches
     * @param kernel kernel of a measured direct boot; empty for the host's
     * @param initrd initrd; empty for the host's
     * @param append command line; empty for the host's
     * @param withoutKernel whether the owner expects the OVMF image alone, whatever kernel the host passes
     */
    public record Copies(
            Optional<Bytes> firmware,
            Optional<Bytes> kernel,
            Optional<Bytes> initrd,
            Optional<String> append,
            boolean withoutKernel) {
        /** No copies: the owner expects what the host launches. */
        public static final Copies NONE =
                new Copies(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

        /** Returns these with the owner's own OVMF image. */
        public Copies withFirmware(Bytes image) {
            return new Copies(Optional.of(image), kernel, initrd, append, withoutKernel);
        }

        /** Returns these with the owner's own kernel. */
        public Copies withKernel(Bytes file) {
            return new Copies(firmware, Optional.of(file), initrd, append, withoutKernel);
        }

        /** Returns these with the owner's own initrd; an empty one is none. */
        public Copies withInitrd(Bytes file) {
            return new Copies(firmware, kernel, Optional.of(file), append, withoutKernel);
        }

        /** Returns these with the owner's own command line. */
        public Copies withAppend(String commandLine) {
            return new Copies(firmware, kernel, initrd, Optional.of(commandLine), withoutKernel);
        }

        /** Returns these without a kernel: the owner expects the OVMF image alone. */
        public Copies withoutAnyKernel() {
            return new Copies(firmware, kernel, initrd, append, true);
        }

        /** What the owner expects when the host launches this guest. */
        ExpectedLaunch expectation(GuestSpec guest) {
            Bytes image = firmware.orElseGet(() -> guest.flash().firmware());
            if (withoutKernel) {
                return ExpectedLaunch.ofFirmware(image);
            }
            Optional<DirectBoot> host = guest.hashedFiles();
            return ExpectedLaunch.of(
                    image,
                    kernel.or(() -> host.map(DirectBoot::kernel)),
                    initrd.or(() -> host.flatMap(DirectBoot::initrd)),
                    append.or(() -> host.flatMap(DirectBoot::append)));
        }

        /** Whether the owner has any copy of its own. */
        public boolean isEmpty() {
            return equals(NONE);
        }
    }

    /**
     * What is injected: entries of a GUIDed table, or a ready-made area.
     *
     * @param entries secrets by GUID
     * @param readyMade bytes put into the area as they are
     */
    public record Secrets(List<SecretTable.Entry> entries, Optional<Bytes> readyMade) {
        /** No secrets. */
        public static final Secrets NONE = new Secrets(List.of(), Optional.empty());

        public Secrets {
            entries = List.copyOf(entries);
        }

        /** Secrets by GUID. */
        public static Secrets of(SecretTable.Entry... entries) {
            return new Secrets(List.of(entries), Optional.empty());
        }

        /**
         * Returns a copy with one more secret, a text in UTF-8.
         *
         * @throws InputException for a ready-made area, which is injected as it is, and for half of a surrogate pair
         */
        public Secrets secret(Guid guid, String text) {
            if (readyMade.isPresent()) {
                throw new InputException("a ready-made area is injected as it is, it takes no further secret");
            }
            List<SecretTable.Entry> more = new ArrayList<>(entries);
            more.add(new SecretTable.Entry(guid, SecretBytes.of(Bytes.ofUtf8(ExactText.of("secret " + guid, text)))));
            return new Secrets(more, Optional.empty());
        }

        public boolean isEmpty() {
            return entries.isEmpty() && readyMade.isEmpty();
        }

        /** All secrets with a name: the entries, or those in a ready-made table that is whole. */
        List<SecretTable.Entry> named() {
            return readyMade
                    .map(table -> SecretPackage.ofTable(SecretBytes.of(table)).entries())
                    .orElse(entries);
        }
    }

    /** Starts from an owner who makes a session, trusts the simulated root, and injects four sample secrets. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the machine's owner checks the measurement: it needs the keys of a given session for that. */
    boolean attests() {
        return external.isPresent() || session.isEmpty() || session.get().keys().isPresent();
    }

    /** The secrets as a packet's plaintext; empty without secrets. */
    Optional<SecretPackage> secretPackage() {
        if (secrets.readyMade().isPresent()) {
            return Optional.of(
                    SecretPackage.ofTable(SecretBytes.of(secrets.readyMade().get())));
        }
        return secrets.isEmpty() ? Optional.empty() : Optional.of(SecretPackage.ofSecrets(secrets.entries()));
    }

    /** Collects the properties of an owner; each has the name of its option on the command line where it has one. */
    public static final class Builder {
        private @Nullable GivenSession session;
        private @Nullable TrustedRoots roots;
        private TrustedFirmware firmware = TrustedFirmware.ANY;
        private @Nullable ExpectedLaunch expectation;
        private Copies copies = Copies.NONE;
        private @Nullable Secrets secrets;
        private Attestation attestation = Attestation.DIRECT;
        private @Nullable ExternalOwner external;

        private Builder() {}

        /** {@code --session} with {@code --dh-cert}, and {@code --tik} and {@code --tek} where the keys are at hand. */
        public Builder session(GivenSession given) {
            session = given;
            return given.keys().isEmpty() ? noSecrets() : this;
        }

        /** Trusts these ARK keys alone. */
        public Builder roots(TrustedRoots trusted) {
            roots = trusted;
            return this;
        }

        /** {@code --expect-generation}: trusts the root of this generation's simulated chips alone. */
        public Builder expectGeneration(ChipGeneration generation) {
            return roots(TrustedRoots.ofCertificates(
                    SimulatedAmd.of(generation).ark().encode()));
        }

        /** {@code --expect-sev-firmware}: trusts this firmware alone. */
        public Builder expectSevFirmware(TrustedFirmware trusted) {
            firmware = trusted;
            return this;
        }

        /** Expects this launch, whatever the host launches. */
        public Builder expectation(ExpectedLaunch expected) {
            expectation = expected;
            return this;
        }

        /**
         * {@code --expect-firmware}, {@code --expect-kernel}, {@code --expect-initrd}, {@code --expect-append} and {@code
         * --expect-no-kernel}: expects these, whatever the host launches.
         */
        public Builder expect(Copies own) {
            copies = own;
            return this;
        }

        /** Changes what is expected. */
        public Builder expect(UnaryOperator<Copies> change) {
            return expect(change.apply(copies));
        }

        /**
         * {@code --secret}: one more secret, a text in UTF-8, in place of the samples.
         *
         * @throws InputException after a ready-made area
         */
        public Builder secret(Guid guid, String text) {
            return secrets((secrets != null ? secrets : Secrets.NONE).secret(guid, text));
        }

        /** {@code --secret} and {@code --secret-table}: these secrets and no others. */
        public Builder secrets(Secrets other) {
            secrets = other;
            return this;
        }

        /** {@code --no-secrets}. */
        public Builder noSecrets() {
            return secrets(Secrets.NONE);
        }

        /** {@code --attestation}: a service makes its sessions itself and takes none that is given. */
        public Builder attestation(Attestation by) {
            attestation = by;
            return this;
        }

        /**
         * {@code --owner}: any owner other than the machine's own, who has the session and the secrets; {@link
         * ExternalOwner#answering} makes one of a handler.
         */
        public Builder external(ExternalOwner owner) {
            external = owner;
            return noSecrets();
        }

        /** The owner; without secrets named, it injects the samples for a guest that boots directly. */
        public OwnerSpec build() {
            return build(DefaultSecrets.entries());
        }

        /** The owner, with {@code samples} where no secrets were named. */
        OwnerSpec build(List<SecretTable.Entry> samples) {
            return new OwnerSpec(
                    Optional.ofNullable(session),
                    Optional.ofNullable(roots),
                    firmware,
                    Optional.ofNullable(expectation),
                    copies,
                    secrets != null ? secrets : new Secrets(samples, Optional.empty()),
                    attestation,
                    Optional.ofNullable(external));
        }
    }
}
