package dev.evenkeel.data.sound;

import dev.evenkeel.EvenkeelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A recording: the mean of its channels, in [-1, 1] but for floats beyond. Read from RIFF WAVE: integers of 8 (unsigned), 16, 24
 * and 32 bits, floats of 32 and 64, also as WAVE_FORMAT_EXTENSIBLE. Other formats are refused by name, damage by place.
 *
 * @param rate samples a second
 */
record Wave(int rate, float[] samples) {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746D66;
    private static final int DATA = 0x61746164;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    /** The rest of the identifier of a format in the extensible form, behind its first two bytes. */
    private static final long FORMAT_HIGH = 0x0010000000000000L >>> 16;

    private static final long FORMAT_LOW = 0x719B3800AA000080L;
    /** From here on a length is what programs write that do not know it yet: 0xFFFFFFFF, or SoX's 0x7FFFF000. */
    private static final long OPEN = 0x7FFFF000L;

    private static final int MAX_CHANNELS = 256;
    private static final int MAX_RATE = 1_000_000;

    /** What the chunk {@code fmt } says. */
    private record Format(int tag, int channels, int rate, int width) {}

    /**
     * Reads the bytes of a file.
     *
     * @param place of it, for messages
     * @throws EvenkeelException if they are no such recording, cut short, or hold no sound
     */
    static Wave read(String place, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        requireHead(place, in, bytes);
        Optional<Format> format = Optional.empty();
        for (int at = 12; at + 8 <= bytes.length; ) {
            int chunk = in.getInt(at);
            long length = Integer.toUnsignedLong(in.getInt(at + 4));
            int from = at + 8;
            int rest = bytes.length - from;
            if (chunk == DATA) {
                if (length > rest && length < OPEN) {
                    throw damaged(
                            place,
                            "it is cut short: " + length + " bytes of sound are announced, but " + rest + " follow");
                }
                Format known = format.orElseThrow(
                        () -> damaged(place, "its sound comes before the chunk 'fmt ' that says how to read it"));
                int whole = rest - rest % (known.channels() * known.width());
                return read(place, in, from, length < OPEN ? (int) length : whole, known);
            }
            if (length > rest) {
                throw damaged(
                        place,
                        "its chunk '" + name(bytes, at) + "' announces " + length + " bytes, but " + rest + " follow");
            }
            if (chunk == FORMAT) {
                format = Optional.of(format(place, in, from, (int) length));
            }
            at = (int) Math.min(bytes.length, from + length + length % 2);
        }
        throw damaged(
                place, format.isEmpty() ? "it has no chunk 'fmt '" : "it has no chunk 'data', so there is no sound");
    }

    private static void requireHead(String place, ByteBuffer in, byte[] bytes) {
        boolean known = in.limit() >= 12 && in.getInt(0) == RIFF && in.getInt(8) == WAVE;
        if (!known) {
            String head = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
            String kind = head.equals("RIFX") || head.equals("RF64")
                    ? ": it is of the kind " + head + ", which is not read. Save it as plain WAV"
                    : ": it does not begin with RIFF and WAVE. Save it as WAV";
            throw new EvenkeelException(place + " is no WAV file" + kind);
        }
    }

    private static Format format(String place, ByteBuffer in, int at, int length) {
        if (length < 16) {
            throw damaged(place, "its chunk 'fmt ' has " + length + " bytes, but at least 16 are needed");
        }
        int tag = Short.toUnsignedInt(in.getShort(at));
        int channels = Short.toUnsignedInt(in.getShort(at + 2));
        int rate = in.getInt(at + 4);
        int frame = Short.toUnsignedInt(in.getShort(at + 12));
        int bits = Short.toUnsignedInt(in.getShort(at + 14));
        if (tag == EXTENSIBLE) {
            if (length < 40 || in.getShort(at + 16) < 22) {
                throw damaged(place, "its chunk 'fmt ' is of the extensible kind, but ends before the format");
            }
            tag = Short.toUnsignedInt(in.getShort(at + 24));
            boolean standard = in.getLong(at + 24) >>> 16 == FORMAT_HIGH && in.getLong(at + 32) == FORMAT_LOW;
            tag = standard ? tag : -1;
        }
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw damaged(place, "it says that it has " + channels + " channels, but 1 to " + MAX_CHANNELS + " can be");
        }
        if (rate < 1 || rate > MAX_RATE) {
            throw damaged(
                    place,
                    "it says that it has " + Integer.toUnsignedLong(rate) + " samples a second, but 1 to " + MAX_RATE
                            + " can be");
        }
        requireKind(place, tag, bits);
        if (frame != channels * ((bits + 7) / 8)) {
            throw damaged(
                    place,
                    "it says that " + channels + (channels == 1 ? " channel of " : " channels of ") + bits
                            + " bits take " + frame + " bytes, but they take " + channels * ((bits + 7) / 8));
        }
        return new Format(tag, channels, rate, (bits + 7) / 8);
    }

    private static void requireKind(String place, int tag, int bits) {
        boolean integers = tag == PCM && bits >= 1 && bits <= 32;
        boolean floats = tag == FLOAT && (bits == 32 || bits == 64);
        if (!integers && !floats) {
            String kind = switch (tag) {
                case PCM -> "integers of " + bits + " bits";
                case FLOAT -> "floats of " + bits + " bits";
                case 2, 17 -> "ADPCM";
                case 6 -> "A-law";
                case 7 -> "mu-law";
                case 85 -> "MP3";
                default -> "a format of number " + tag;
            };
            throw new EvenkeelException(place + " holds " + kind
                    + ", which is not read: save it as PCM of 16 bits, or another" + " of 8, 24, 32 bits or floats");
        }
    }

    private static Wave read(String place, ByteBuffer in, int from, int length, Format format) {
        int frame = format.channels() * format.width();
        if (length == 0) {
            throw damaged(place, "it holds no sound: its chunk 'data' is empty");
        }
        if (length % frame != 0) {
            throw damaged(
                    place, "its sound has " + length + " bytes, which are no whole samples of " + frame + " bytes");
        }
        float[] samples = new float[length / frame];
        for (int index = 0; index < samples.length; index++) {
            double sum = 0;
            for (int channel = 0; channel < format.channels(); channel++) {
                sum += value(in, from + index * frame + channel * format.width(), format);
            }
            samples[index] = (float) (sum / format.channels());
            if (!Float.isFinite(samples[index])) {
                throw damaged(place, "its sample " + (index + 1L) + " is no finite number");
            }
        }
        return new Wave(format.rate(), samples);
    }

    private static double value(ByteBuffer in, int at, Format format) {
        if (format.tag() == FLOAT) {
            return format.width() == 4 ? in.getFloat(at) : in.getDouble(at);
        }
        return switch (format.width()) {
            case 1 -> (Byte.toUnsignedInt(in.get(at)) - 128) / 0x1p7;
            case 2 -> in.getShort(at) / 0x1p15;
            case 3 -> (Short.toUnsignedInt(in.getShort(at)) | in.get(at + 2) << 16) / 0x1p23;
            default -> in.getInt(at) / 0x1p31;
        };
    }

    private static String name(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static EvenkeelException damaged(String place, String what) {
        return new EvenkeelException(place + " is a damaged WAV file: " + what + ". Get or record it again");
    }
}
