package dev.sevsim.machine.option;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.ExternalOwner;
import dev.sevsim.machine.GuestDisks;
import dev.sevsim.machine.OwnerSpec;
import dev.sevsim.machine.OwnerSpec.Attestation;
import dev.sevsim.machine.OwnerSpec.Copies;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of the guest's owner: session, keys, secrets, and what it expects to be measured. */
final class OwnerDraft {
    private static final int MAX_TABLE = 1 << 20;

    private final DraftFiles files;
    private final OwnerSpec.Builder owner = OwnerSpec.builder();
    private final List<String> secrets = new ArrayList<>();
    private Copies copies = Copies.NONE;
    private Attestation attestation = Attestation.DIRECT;
    private boolean noSecrets;
    private @Nullable String secretTable;
    private @Nullable Path dhCert;
    private @Nullable Path session;
    private @Nullable Path tik;
    private @Nullable Path tek;
    private @Nullable Path tk;

    OwnerDraft(DraftFiles files) {
        this.files = files;
    }

    /**
     * The owner.
     *
     * @param encryptedDisk whether the guest boots from an encrypted disk, for which the owner has a passphrase
     * @throws InputException for options that exclude each other
     */
    OwnerSpec.Builder build(boolean encryptedDisk) {
        if (copies.withoutKernel()
                && (copies.kernel().isPresent()
                        || copies.initrd().isPresent()
                        || copies.append().isPresent())) {
            throw new InputException(
                    "--expect-no-kernel excludes --expect-kernel, --expect-initrd and --expect-append");
        }
        if (session != null && attestation == Attestation.SERVICE) {
            throw new InputException("--attestation service excludes --session: the service makes its sessions itself");
        }
        Optional<GivenSession> given = givenSession();
        chosenSecrets(given, encryptedDisk).ifPresent(owner::secrets);
        given.ifPresent(owner::session);
        return owner.expect(copies);
    }

    /** An owner outside of the machine. */
    void external(ExternalOwner other) {
        owner.external(other);
    }

    /** {@code --attestation}. */
    void attestation(String by) {
        attestation = Choices.attestation(by);
        owner.attestation(attestation);
    }

    /** {@code --dh-cert}. */
    void dhCert(String file) {
        dhCert = files.path(file);
    }

    /** {@code --session}. */
    void session(String file) {
        session = files.path(file);
    }

    /** {@code --tik}. */
    void tik(String file) {
        tik = files.path(file);
    }

    /** {@code --tek}. */
    void tek(String file) {
        tek = files.path(file);
    }

    /** {@code --tk}. */
    void tk(String file) {
        tk = files.path(file);
    }

    /** {@code --secret}. */
    void secrets(List<String> texts) {
        secrets.addAll(texts);
    }

    /** {@code --no-secrets}. */
    void noSecrets() {
        noSecrets = true;
    }

    /** {@code --secret-table}. */
    void secretTable(String file) {
        secretTable = file;
    }

    /** {@code --expect-firmware}. */
    void expectFirmware(String file) {
        copies = copies.withFirmware(files.image(file));
    }

    /** {@code --expect-kernel}. */
    void expectKernel(String file) {
        copies = copies.withKernel(files.kernel("expected kernel", file));
    }

    /** {@code --expect-initrd}. */
    void expectInitrd(String file) {
        copies = copies.withInitrd(files.initrd("expected initrd", file));
    }

    /** {@code --expect-append}. */
    void expectAppend(String text) {
        copies = copies.withAppend(text);
    }

    /** {@code --expect-generation}. */
    void expectGeneration(String name) {
        owner.expectGeneration(Chip.ofGeneration(name).profile().generation());
    }

    /** {@code --expect-sev-firmware}: an API version, or one build of it. */
    void expectSevFirmware(String text) {
        owner.expectSevFirmware(SevFirmware.read(text));
    }

    /** {@code --expect-no-kernel}. */
    void expectNoKernel() {
        copies = copies.withoutAnyKernel();
    }

    private Optional<Secrets> chosenSecrets(Optional<GivenSession> given, boolean encryptedDisk) {
        int ways = (secrets.isEmpty() ? 0 : 1) + (secretTable == null ? 0 : 1) + (noSecrets ? 1 : 0);
        if (ways > 1) {
            throw new InputException("--secret, --secret-table and --no-secrets exclude each other");
        }
        boolean keysMissing = given.isPresent() && given.get().keys().isEmpty();
        if (keysMissing && (!secrets.isEmpty() || secretTable != null)) {
            throw new InputException("secrets for a given session need its keys, give --tik and --tek");
        }
        if (noSecrets || keysMissing) {
            return Optional.of(Secrets.NONE);
        }
        if (secretTable != null) {
            return Optional.of(new Secrets(List.of(), Optional.of(files.read("secret table", secretTable, MAX_TABLE))));
        }
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        Secrets named = new Secrets(SecretArguments.parse(secrets, files.folder()), Optional.empty());
        return Optional.of(encryptedDisk ? GuestDisks.withPassphrase(named) : named);
    }

    private Optional<GivenSession> givenSession() {
        if (dhCert == null && session == null) {
            if (tik != null || tek != null || tk != null) {
                throw new InputException("the keys of a session need --dh-cert and --session");
            }
            return Optional.empty();
        }
        if (dhCert == null || session == null) {
            throw new InputException(
                    dhCert == null
                            ? "--session needs the owner's certificate, give --dh-cert too"
                            : "--dh-cert needs the session that was made with it, give --session too");
        }
        Optional<TransportKeys> keys = keys();
        Bytes godh = OwnerFiles.readBinary(dhCert, "owner's certificate", SevCertificate.SIZE);
        Bytes blob = OwnerFiles.readBinary(session, "session buffer", LaunchSession.SIZE);
        return Optional.of(new GivenSession(godh, blob, keys));
    }

    private Optional<TransportKeys> keys() {
        if (tk != null) {
            if (tik != null || tek != null) {
                throw new InputException("--tk holds both keys, leave out --tik and --tek");
            }
            return Optional.of(different(OwnerFiles.readTransportKeys(tk)));
        }
        if (tik == null && tek == null) {
            return Optional.empty();
        }
        if (tik == null || tek == null) {
            throw new InputException("--tik and --tek go together, " + (tik == null ? "--tik" : "--tek")
                    + " is missing; --tk names one file with both");
        }
        return Optional.of(different(new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik))));
    }

    /** An owner draws both keys; equal ones are one file that was named twice. */
    private static TransportKeys different(TransportKeys keys) {
        if (keys.tik().equals(keys.tek())) {
            throw new InputException("TIK and TEK are the same key: check that --tik and --tek name different files");
        }
        return keys;
    }
}
