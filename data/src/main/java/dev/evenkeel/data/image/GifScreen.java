package dev.evenkeel.data.image;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Where on its screen the first frame of a GIF stands. The screen is the image; it grows where the frame reaches beyond it,
 * and what the frame leaves free is transparent.
 */
record GifScreen(int height, int width, int left, int top) {
    private static final String SCREEN = "javax_imageio_gif_stream_1.0";
    private static final String FRAME = "javax_imageio_gif_image_1.0";

    static GifScreen of(ImageReader reader, ImageSize size) throws IOException {
        Element screen = element(reader.getStreamMetadata(), SCREEN, "LogicalScreenDescriptor");
        Element frame = element(reader.getImageMetadata(0), FRAME, "ImageDescriptor");
        int left = number(frame, "imageLeftPosition");
        int top = number(frame, "imageTopPosition");
        int height = Math.max(number(screen, "logicalScreenHeight"), top + size.height());
        int width = Math.max(number(screen, "logicalScreenWidth"), left + size.width());
        return new GifScreen(height, width, left, top);
    }

    /** The screen with a frame on it, channels last. */
    byte[] with(byte[] frame, ImageSize of) {
        byte[] colours = new byte[height * width * 3];
        for (int y = 0; y < of.height(); y++) {
            int to = 3 * ((top + y) * width + left);
            System.arraycopy(frame, 3 * y * of.width(), colours, to, 3 * of.width());
        }
        return colours;
    }

    private static Element element(IIOMetadata metadata, String format, String name) throws IOException {
        NodeList found = ((Element) metadata.getAsTree(format)).getElementsByTagName(name);
        if (found.getLength() == 0) {
            throw new IOException("it lacks its " + name);
        }
        return (Element) found.item(0);
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
