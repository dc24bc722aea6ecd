package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guest owner.
 *
 * @param session a session that another tool made; empty to let the owner make one for the platform
 * @param roots trusted ARK keys; empty for the root of the simulated chip
 * @param expectation what the owner expects to be measured; empty for the guest as it is described, with {@code copies}
 * @param copies the owner's own copies of files that are measured
 * @param secrets what the owner injects
 * @param external an owner outside of the machine, in place of all of the above; empty for the machine's own
 */
public record OwnerSpec(
        Optional<GivenSession> session,
        Optional<TrustedRoots> roots,
        Optional<ExpectedLaunch> expectation,
        Copies copies,
        Secrets secrets,
        Optional<ExternalOwner> external) {
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

        public boolean isEmpty() {
            return entries.isEmpty() && readyMade.isEmpty();
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

    OwnerSpec withExpectation(ExpectedLaunch expected) {
        return new OwnerSpec(session, roots, Optional.of(expected), copies, secrets, external);
    }

    /** Collects the properties of an owner; each has the name of its option on the command line where it has one. */
    public static final class Builder {
        private @Nullable GivenSession session;
        private @Nullable TrustedRoots roots;
        private @Nullable ExpectedLaunch expectation;
        private Copies copies = Copies.NONE;
        private Secrets secrets = new Secrets(DefaultSecrets.entries(), Optional.empty());
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

        /** {@code --secret} and {@code --secret-table}. */
        public Builder secrets(Secrets other) {
            secrets = other;
            return this;
        }

        /** {@code --no-secrets}. */
        public Builder noSecrets() {
            return secrets(Secrets.NONE);
        }

        /** {@code --owner}: an owner outside of the machine, who has the session and the secrets. */
        public Builder external(ExternalOwner owner) {
            external = owner;
            return noSecrets();
        }

        public OwnerSpec build() {
            return new OwnerSpec(
                    Optional.ofNullable(session),
                    Optional.ofNullable(roots),
                    Optional.ofNullable(expectation),
                    copies,
                    secrets,
                    Optional.ofNullable(external));
        }
    }
}
