package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerSpecTest {
    private static final GivenSession WITHOUT_KEYS =
            new GivenSession(Bytes.zeros(2084), Bytes.zeros(128), Optional.empty());
    private static final GivenSession WITH_KEYS = new GivenSession(
            Bytes.zeros(2084),
            Bytes.zeros(128),
            Optional.of(new TransportKeys(SecretBytes.zeros(16), SecretBytes.zeros(16))));

    @Test
    void injectsTheSamplesByDefault() {
        OwnerSpec owner = OwnerSpec.builder().build();

        assertThat(owner.secrets().entries()).isEqualTo(DefaultSecrets.entries());
        assertThat(owner.secretPackage()).isPresent();
        assertThat(owner.roots()).isEmpty();
        assertThat(owner.attests()).isTrue();
    }

    @Test
    void attestsWithAGivenSessionOnlyWithItsKeys() {
        OwnerSpec without = OwnerSpec.builder().session(WITHOUT_KEYS).build();
        OwnerSpec with = OwnerSpec.builder().session(WITH_KEYS).build();

        assertThat(without.attests()).isFalse();
        assertThat(without.secrets()).isEqualTo(Secrets.NONE);
        assertThat(with.attests()).isTrue();
        assertThat(with.secrets().entries()).isEqualTo(DefaultSecrets.entries());
    }

    @Test
    void leavesSecretsToAnExternalOwner() {
        ExternalOwner external = new ExternalOwner() {
            @Override
            public String description() {
                return "an owner of this test";
            }

            @Override
            public RequestHandler connect(GuestPolicy policy, Bytes signedCek) {
                return request -> Optional.empty();
            }
        };

        OwnerSpec owner = OwnerSpec.builder().external(external).build();

        assertThat(owner.attests()).isTrue();
        assertThat(owner.secretPackage()).isEmpty();
    }

    @Test
    void packsEntriesOrAReadyMadeArea() {
        SecretTable.Entry entry = DefaultSecrets.entries().get(0);

        assertThat(OwnerSpec.builder().secrets(Secrets.of(entry)).build().secretPackage())
                .isPresent();
        assertThat(OwnerSpec.builder()
                        .secrets(new Secrets(List.of(), Optional.of(Bytes.zeros(64))))
                        .build()
                        .secretPackage())
                .isPresent();
        assertThat(OwnerSpec.builder().noSecrets().build().secretPackage()).isEmpty();
        assertThat(new Secrets(List.of(), Optional.of(Bytes.zeros(64))).isEmpty())
                .isFalse();
    }

    @Test
    void injectsTextsInPlaceOfTheSamples() {
        Guid first = Guid.of("00112233-4455-6677-8899-aabbccddeeff");
        Guid second = Guid.of("ffeeddcc-bbaa-9988-7766-554433221100");

        Secrets secrets = OwnerSpec.builder()
                .secret(first, "ä")
                .secret(second, "b")
                .build()
                .secrets();

        assertThat(secrets)
                .isEqualTo(Secrets.of(
                        new SecretTable.Entry(first, SecretBytes.of(Bytes.of(0xC3, 0xA4))),
                        new SecretTable.Entry(second, SecretBytes.of(Bytes.of('b')))));
        assertThat(Secrets.NONE.secret(first, "ä").secret(second, "b")).isEqualTo(secrets);
    }

    @Test
    void addsNoSecretToAReadyMadeArea() {
        Secrets area = new Secrets(List.of(), Optional.of(Bytes.zeros(64)));

        assertThatThrownBy(() -> area.secret(DefaultSecrets.KATA, "text")).isInstanceOf(InputException.class);
    }
}
