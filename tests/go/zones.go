// zones dir file: write the time zones below dir as the zip file that Go's library reads.
package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir, name := os.Args[1], os.Args[2]
	f, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	z := zip.NewWriter(f)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			if rel == "posix" || rel == "right" {
				return fs.SkipDir
			}
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(data, []byte("TZif")) || strings.HasPrefix(rel, "localtime") {
			return nil
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: rel, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
}
