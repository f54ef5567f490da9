// zones dir file: write the zip file of time zones that Go's source carries in package time/tzdata,
// whose folder is dir.
package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	names, _ := filepath.Glob(filepath.Join(os.Args[1], "z*data.go"))
	if len(names) != 1 {
		log.Fatal("no time zones in ", os.Args[1])
	}
	src, err := parser.ParseFile(token.NewFileSet(), names[0], nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	var data []byte
	ast.Inspect(src, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				log.Fatal(err)
			}
			data = append(data, s...)
		}
		return true
	})
	if err := os.WriteFile(os.Args[2], data, 0644); err != nil {
		log.Fatal(err)
	}
}
