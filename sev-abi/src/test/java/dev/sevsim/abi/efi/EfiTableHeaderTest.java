package dev.sevsim.abi.efi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EfiTableHeaderTest {
    @Test
    void sealsWithTheCrcOfTheTableWhoseCrcFieldIsZero() {
        EfiTableHeader header = new EfiTableHeader(EfiRuntimeServices.SIGNATURE, EfiTableHeader.REVISION_2_70, 32, 0);

        Bytes sealed = header.seal(Bytes.of(1, 2, 3, 4, 5, 6, 7, 8));

        CRC32 crc = new CRC32();
        crc.update(Bytes.fromHex("52554e5453455256 46000200 20000000 00000000 00000000 0102030405060708")
                .toArray());
        assertThat(sealed.length()).isEqualTo(32);
        assertThat(EfiTableHeader.CODEC.decode(sealed.slice(0, 24)).crc32()).isEqualTo((int) crc.getValue());
        assertThat(sealed.from(24)).isEqualTo(Bytes.fromHex("0102030405060708"));
        assertThat(sealed.slice(0, 8)).isEqualTo(Bytes.ofAscii("RUNTSERV"));
    }

    @Test
    void survivesARoundTrip() {
        EfiTableHeader header = new EfiTableHeader(EfiBootServices.SIGNATURE, 7, 8, 9);

        assertThat(EfiTableHeader.CODEC.decode(header.encode())).isEqualTo(header);
    }
}
